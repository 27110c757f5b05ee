using Aot.Daemon.Primitives;

namespace Aot.Daemon.Containers.Attach;

/// <summary>The keys that, typed one after the other, leave a terminal without ending its process. Docker's syntax: single characters and ctrl-x,
/// separated by commas.</summary>
internal sealed record DetachKeys(ReadOnlyMemory<byte> Bytes)
{
    private const string ControlPrefix = "ctrl-";
    private const int DeleteCharacter = 127;

    /// <summary>ctrl-p,ctrl-q, as dockerd.</summary>
    public static readonly DetachKeys Default = new(new byte[] { 16, 17 });

    /// <summary>The keys of a text; the default for an empty one. Null when it is malformed.</summary>
    public static DetachKeys? Parse(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return Default;
        }

        string[] keys = text.Split(',');
        var bytes = new byte[keys.Length];
        for (int index = 0; index < keys.Length; index++)
        {
            int key = ParseKey(keys[index]);
            if (key < 0)
            {
                return null;
            }

            bytes[index] = (byte)key;
        }

        return new DetachKeys(bytes);
    }

    private static int ParseKey(string key)
    {
        if (key.Length == 1 && char.IsAscii(key[0]))
        {
            return key[0];
        }

        if (key == "DEL")
        {
            return DeleteCharacter;
        }

        // ctrl-@ is 0, ctrl-a to ctrl-z are 1 to 26, then come ctrl-[ ctrl-\ ctrl-] ctrl-^ ctrl-_.
        return key.Length == ControlPrefix.Length + 1 && key.StartsWith(ControlPrefix, StringComparison.Ordinal)
            ? key[^1] switch
            {
                >= 'a' and <= 'z' and var letter => letter - 'a' + 1,
                '@' or '[' or '\\' or ']' or '^' or '_' => key[^1] - '@',
                _ => -1,
            }
            : -1;
    }
}
