using Aot.Daemon.Primitives;

namespace Aot.Daemon.Engine.Oci;

/// <summary>The mount options of a tmpfs (tmpfs(5)), a user's on top of dockerd's noexec, nosuid, nodev.</summary>
internal static class TmpfsFlags
{
    private static readonly string[] Defaults = ["noexec", "nosuid", "nodev", MountRules.DefaultPropagation];

    /// <summary>What a flag undoes: of each pair the later one holds.</summary>
    private static readonly Dictionary<string, string> Opposites = new(StringComparer.Ordinal)
    {
        ["exec"] = "noexec",
        ["noexec"] = "exec",
        ["suid"] = "nosuid",
        ["nosuid"] = "suid",
        ["dev"] = "nodev",
        ["nodev"] = "dev",
        ["ro"] = "rw",
        ["rw"] = "ro",
        ["atime"] = "noatime",
        ["noatime"] = "atime",
        ["diratime"] = "nodiratime",
        ["nodiratime"] = "diratime",
        ["relatime"] = "norelatime",
        ["norelatime"] = "relatime",
        ["strictatime"] = "nostrictatime",
        ["nostrictatime"] = "strictatime",
        ["sync"] = "async",
        ["async"] = "sync",
        ["defaults"] = "",
        ["mand"] = "nomand",
        ["nomand"] = "mand",
        ["dirsync"] = "",
    };

    /// <summary>Merges them. Invalid when one is no option of a tmpfs.</summary>
    public static List<string> Merge(string[] given)
    {
        var merged = new List<string>(Defaults);
        foreach (string option in given)
        {
            int equals = option.IndexOf('=', StringComparison.Ordinal);
            string name = equals < 0 ? option : option[..equals];
            bool isFlag = equals < 0 && (Opposites.ContainsKey(name) || MountRules.IsPropagation(name));
            bool isValue = equals > 0 && name is "size" or "mode" or "uid" or "gid" or "nr_inodes" or "nr_blocks" or "mpol";
            if (!isFlag && !isValue)
            {
                throw DaemonException.Invalid($"invalid tmpfs option [\"{option}\"]");
            }

            string opposite = Opposites.GetValueOrDefault(name, "");
            merged.RemoveAll(earlier =>
                earlier == name || earlier == opposite
                || earlier.StartsWith(name + "=", StringComparison.Ordinal)
                || (MountRules.IsPropagation(name) && MountRules.IsPropagation(earlier)));
            merged.Add(option);
        }

        return merged;
    }
}
