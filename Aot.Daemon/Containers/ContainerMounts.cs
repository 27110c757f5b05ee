using Aot.Daemon.Containers.Contracts;

namespace Aot.Daemon.Containers;

/// <summary>A container's mounts as inspect and list tell them.</summary>
internal static class ContainerMounts
{
    public static MountPoint[] Describe(HostConfig host)
    {
        var mounts = new List<MountPoint>();
        foreach (string bind in host.Binds ?? [])
        {
            string[] parts = bind.Split(':', 3);
            if (parts.Length < 2)
            {
                continue;
            }

            string mode = parts.Length == 3 ? parts[2] : "";
            string[] options = mode.Split(',');
            mounts.Add(new MountPoint
            {
                Type = "bind",
                Source = parts[0],
                Destination = parts[1],
                Mode = mode,
                RW = !options.Contains("ro"),
                Propagation = Array.Find(options, option => option.EndsWith("private", StringComparison.Ordinal)
                    || option.EndsWith("shared", StringComparison.Ordinal) || option.EndsWith("slave", StringComparison.Ordinal)) ?? "rprivate",
            });
        }

        foreach (MountSpec mount in host.Mounts ?? [])
        {
            mounts.Add(new MountPoint
            {
                Type = mount.Type,
                Source = mount.Source,
                Destination = mount.Target,
                Mode = "",
                RW = !mount.ReadOnly,
                Propagation = mount.Type == "bind" ? mount.BindOptions?.Propagation is { Length: > 0 } asked ? asked : "rprivate" : "",
            });
        }

        return [.. mounts];
    }
}
