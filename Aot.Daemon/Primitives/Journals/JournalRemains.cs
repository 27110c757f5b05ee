namespace Aot.Daemon.Primitives.Journals;

/// <summary>What follows the whole records of a damaged journal, kept beside it for people to look at: `NAME.damaged-1` to `-9`.</summary>
internal static class JournalRemains
{
    private const int Most = 9;

    /// <summary>Copies the rest of a journal.</summary>
    /// <returns>The name of the copy; null when there are enough already, or it could not be made.</returns>
    public static string? Keep(IJournalFolder folder, string name, long from)
    {
        try
        {
            for (int number = 1; number <= Most; number++)
            {
                string copy = $"{name}.damaged-{number}";
                using Stream? taken = folder.OpenRead(copy);
                if (taken is null)
                {
                    Copy(folder, name, from, copy);
                    return copy;
                }
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // A full or failing disk: what is whole counts more than what is not.
        }

        return null;
    }

    private static void Copy(IJournalFolder folder, string name, long from, string copy)
    {
        using Stream source = folder.OpenRead(name)!;
        using IJournalFile target = folder.Open(copy);
        source.Position = from;
        byte[] buffer = new byte[16 * 1024];
        int read;
        while ((read = source.Read(buffer)) > 0)
        {
            ReadOnlySpan<byte> rest = buffer.AsSpan(0, read);
            while (!rest.IsEmpty)
            {
                rest = rest[target.Append(rest)..];
            }
        }
    }
}
