using System.Globalization;

namespace Aot.Daemon.Linux;

/// <summary>
/// The host's /etc/group (group(5)), read by ourselves: glibc's own lookup loads modules at run time, which a static binary cannot.
/// Groups of other sources (LDAP, ...) are given by their number.
/// </summary>
internal static class GroupFile
{
    private const string SystemPath = "/etc/group";

    /// <summary>The id of a group given by name, or by a number that need not be in the file; null when there is none.</summary>
    public static uint? Find(string group, string path = SystemPath)
    {
        try
        {
            foreach (string line in File.ReadLines(path))
            {
                // name:password:id:members
                string[] fields = line.Split(':');
                if (fields.Length >= 3 && fields[0] == group && TryId(fields[2], out uint id))
                {
                    return id;
                }
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // No file, no groups.
        }

        return TryId(group, out uint number) ? number : null;
    }

    // (gid_t)-1 means "leave as it is" to chown(2).
    private static bool TryId(string text, out uint id) =>
        uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out id) && id != uint.MaxValue;
}
