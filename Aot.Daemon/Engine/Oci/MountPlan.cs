using Aot.Daemon.Containers.Contracts;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Engine.Oci;

/// <summary>The mounts that a user asked for with -v, --mount and --tmpfs, in the order given, of any depth.</summary>
internal static class MountPlan
{
    private static readonly PlannedMount[] None = [];

    /// <summary>Reads them. Invalid, in dockerd's words, when one is wrong or two have one target; NotImplemented for volumes.</summary>
    public static IReadOnlyList<PlannedMount> Of(ContainerConfig config, HostConfig hostConfig)
    {
        RefuseVolumes(config, hostConfig);
        int count = (hostConfig.Binds?.Length ?? 0) + (hostConfig.Mounts?.Length ?? 0) + (hostConfig.Tmpfs?.Count ?? 0);
        if (count == 0)
        {
            return None;
        }

        var mounts = new List<PlannedMount>(count);
        var targets = new HashSet<string>(StringComparer.Ordinal);
        foreach (string bind in hostConfig.Binds ?? [])
        {
            Add(BindMount.Parse(bind));
        }

        foreach (MountSpec mount in hostConfig.Mounts ?? [])
        {
            Add(MountOption.Parse(mount));
        }

        foreach ((string target, string options) in hostConfig.Tmpfs ?? [])
        {
            MountRules.RequireTarget(target);
            Add(new PlannedMount
            {
                Type = "tmpfs",
                Target = UnixPath.Clean(target),
                TmpfsOptions = options.Length == 0 ? [] : options.Split(','),
            });
        }

        return mounts;

        void Add(PlannedMount mount)
        {
            if (!targets.Add(mount.Target))
            {
                throw DaemonException.Invalid("Duplicate mount point: " + mount.Target);
            }

            mounts.Add(mount);
        }
    }

    /// <summary>Invalid, in dockerd's words, when the host has no such file for a bind that does not make it.</summary>
    public static void RequireSources(IReadOnlyList<PlannedMount> mounts)
    {
        foreach (PlannedMount mount in mounts)
        {
            if (!mount.IsTmpfs && !mount.CreateSource && !Path.Exists(mount.Source))
            {
                throw DaemonException.Invalid($"invalid mount config for type \"bind\": bind source path does not exist: {mount.Source}");
            }
        }
    }

    /// <summary>Makes the missing host folders of -v binds, as dockerd does at each start; those of --mount must be there.</summary>
    public static void CreateSources(IReadOnlyList<PlannedMount> mounts)
    {
        RequireSources(mounts);
        foreach (PlannedMount mount in mounts)
        {
            if (!mount.CreateSource || Path.Exists(mount.Source))
            {
                continue;
            }

            try
            {
                Directory.CreateDirectory(mount.Source);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                throw DaemonException.System($"error while creating mount source path '{mount.Source}': {exception.Message}", exception);
            }
        }
    }

    private static void RefuseVolumes(ContainerConfig config, HostConfig hostConfig)
    {
        if (hostConfig.VolumesFrom is { Length: > 0 })
        {
            throw DaemonException.NotImplemented("volumes are not built yet: --volumes-from cannot be used");
        }

        if (config.Volumes is null)
        {
            return;
        }

        foreach ((string target, _) in config.Volumes)
        {
            // A mount of the user's at the same place takes the anonymous volume's part.
            if (!IsMounted(hostConfig, target))
            {
                throw DaemonException.NotImplemented(
                    $"volumes are not built yet: the image or the request declares an anonymous volume at {target}; "
                    + $"mount something there (-v /host/path:{target} or --tmpfs {target}) to run it");
            }
        }
    }

    private static bool IsMounted(HostConfig hostConfig, string target)
    {
        string clean = UnixPath.Clean(target);
        foreach (string bind in hostConfig.Binds ?? [])
        {
            if (BindMount.Parse(bind).Target == clean)
            {
                return true;
            }
        }

        foreach (MountSpec mount in hostConfig.Mounts ?? [])
        {
            if (UnixPath.Clean(mount.Target) == clean)
            {
                return true;
            }
        }

        foreach ((string path, _) in hostConfig.Tmpfs ?? [])
        {
            if (UnixPath.Clean(path) == clean)
            {
                return true;
            }
        }

        return false;
    }
}
