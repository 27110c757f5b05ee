using System.Globalization;

namespace Aot.Daemon.Linux;

/// <summary>The host's groups, read from /etc/group (group(5)): a static binary has no name service.</summary>
internal static class GroupDatabase
{
    private const string DefaultPath = "/etc/group";

    /// <summary>The id of a group's name; null when there is none of that name.</summary>
    public static uint? Find(string name, string path = DefaultPath)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        foreach (string line in File.ReadLines(path))
        {
            string[] fields = line.Split(':');
            if (fields.Length >= 3 && fields[0] == name && uint.TryParse(fields[2], NumberStyles.None, CultureInfo.InvariantCulture, out uint id))
            {
                return id;
            }
        }

        return null;
    }
}
