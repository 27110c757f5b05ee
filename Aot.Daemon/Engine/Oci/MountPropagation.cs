using Aot.Daemon.Linux;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Engine.Oci;

/// <summary>How mounts made on one side of a bind show on the other (mount_namespaces(7)).</summary>
internal static class MountPropagation
{
    /// <summary>
    /// The propagation of a bind; raises <paramref name="root"/>, the root filesystem's, to what it needs. A bind that holds the daemon's
    /// folder, or lies in it, follows the host's unmounts (rslave) unless the user said otherwise: the container would keep
    /// every other container's root filesystem busy. Invalid when the source's mount does not allow it.
    /// </summary>
    public static string Of(PlannedMount mount, string dataRoot, ref string? root)
    {
        if (!mount.PropagationGiven && Overlaps(mount.Source, dataRoot))
        {
            if (!IsShared(mount.Source, orSlave: true, out _))
            {
                return MountRules.DefaultPropagation;
            }

            root ??= "rslave";
            return "rslave";
        }

        switch (mount.Propagation)
        {
            case "shared" or "rshared":
                if (!IsShared(mount.Source, orSlave: false, out string at))
                {
                    throw DaemonException.System($"path {mount.Source} is mounted on {at} but it is not a shared mount");
                }

                root = "shared";
                break;
            case "slave" or "rslave":
                if (!IsShared(mount.Source, orSlave: true, out at))
                {
                    throw DaemonException.System($"path {mount.Source} is mounted on {at} but it is not a shared or slave mount");
                }

                root ??= "rslave";
                break;
        }

        return mount.Propagation;
    }

    private static bool Overlaps(string source, string dataRoot) =>
        IsWithin(source, dataRoot) || IsWithin(dataRoot, source);

    private static bool IsWithin(string path, string folder) =>
        folder == "/" || path == folder || (path.Length > folder.Length && path[folder.Length] == '/' && path.StartsWith(folder, StringComparison.Ordinal));

    private static bool IsShared(string path, bool orSlave, out string mountpoint)
    {
        string resolved = RealPath.Of(path) ?? path;
        mountpoint = "/";
        string tags = "";
        foreach (string line in File.ReadLines("/proc/self/mountinfo"))
        {
            // proc_pid_mountinfo(5): id parent major:minor root mountpoint options [tags...] - ...
            string[] fields = line.Split(' ');
            int separator = Array.IndexOf(fields, "-");
            if (separator < 6)
            {
                continue;
            }

            string at = MountInfoText.Unescape(fields[4]);
            // A later line at the same place covers the earlier one.
            if (at.Length >= mountpoint.Length && IsWithin(resolved, at))
            {
                mountpoint = at;
                tags = string.Join(' ', fields[6..separator]);
            }
        }

        return tags.Contains("shared:", StringComparison.Ordinal) || (orSlave && tags.Contains("master:", StringComparison.Ordinal));
    }
}
