using Aot.Daemon.Containers.Contracts;
using Aot.Daemon.Engine.Oci;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Containers;

/// <summary>A container's mounts as inspect and list tell them.</summary>
internal static class ContainerMounts
{
    /// <summary>Those of -v and --mount; as dockerd not those of --tmpfs.</summary>
    public static MountPoint[] Describe(ContainerRecord record)
    {
        IReadOnlyList<PlannedMount> plan;
        try
        {
            plan = MountPlan.Of(record.Config, record.HostConfig);
        }
        catch (DaemonException)
        {
            return []; // They were checked at create; whatever a stored record holds, it can be listed.
        }

        var mounts = new MountPoint[plan.Count - (record.HostConfig.Tmpfs?.Count ?? 0)];
        for (int i = 0; i < mounts.Length; i++)
        {
            PlannedMount mount = plan[i];
            mounts[i] = new MountPoint
            {
                Type = mount.Type,
                Source = mount.Source,
                Destination = mount.Target,
                Mode = mount.Mode,
                RW = !mount.ReadOnly,
                Propagation = mount.Propagation,
            };
        }

        return mounts;
    }
}
