using Aot.Daemon.Containers.Contracts;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Engine.Oci;

/// <summary>Refuses lists with a null in them: JSON allows `["a", null]`, and the types here do not say so.</summary>
internal static class NullElements
{
    public static void Refuse(ContainerConfig config, HostConfig hostConfig)
    {
        Refuse(config.Env, "Env");
        Refuse(config.Cmd?.Values, "Cmd");
        Refuse(config.Entrypoint?.Values, "Entrypoint");
        Refuse(hostConfig.Binds, "Binds");
        Refuse(hostConfig.VolumesFrom, "VolumesFrom");
        Refuse(hostConfig.CapAdd, "CapAdd");
        Refuse(hostConfig.CapDrop, "CapDrop");
        Refuse(hostConfig.Dns, "Dns");
        Refuse(hostConfig.DnsOptions, "DnsOptions");
        Refuse(hostConfig.DnsSearch, "DnsSearch");
        Refuse(hostConfig.ExtraHosts, "ExtraHosts");
        Refuse(hostConfig.GroupAdd, "GroupAdd");
        Refuse(hostConfig.Links, "Links");
        Refuse(hostConfig.SecurityOpt, "SecurityOpt");
        Refuse(hostConfig.Devices, "Devices");
        Refuse(hostConfig.DeviceCgroupRules, "DeviceCgroupRules");
        Refuse(hostConfig.DeviceRequests, "DeviceRequests");
        Refuse(hostConfig.Ulimits, "Ulimits");
        Refuse(hostConfig.Mounts, "Mounts");
        Refuse(hostConfig.MaskedPaths, "MaskedPaths");
        Refuse(hostConfig.ReadonlyPaths, "ReadonlyPaths");
        Refuse(hostConfig.BlkioWeightDevice, "BlkioWeightDevice");
        Refuse(hostConfig.BlkioDeviceReadBps, "BlkioDeviceReadBps");
        Refuse(hostConfig.BlkioDeviceWriteBps, "BlkioDeviceWriteBps");
        Refuse(hostConfig.BlkioDeviceReadIOps, "BlkioDeviceReadIOps");
        Refuse(hostConfig.BlkioDeviceWriteIOps, "BlkioDeviceWriteIOps");
        foreach (MountSpec mount in hostConfig.Mounts ?? [])
        {
            Refuse(mount.TmpfsOptions?.Options, "TmpfsOptions.Options");
            foreach (string[] option in mount.TmpfsOptions?.Options ?? [])
            {
                Refuse(option, "TmpfsOptions.Options");
            }
        }

        foreach (DeviceRequest request in hostConfig.DeviceRequests ?? [])
        {
            Refuse(request.Capabilities, "DeviceRequests.Capabilities");
        }

        if (hostConfig.PortBindings is not null)
        {
            foreach ((string port, PortBinding[]? bindings) in hostConfig.PortBindings)
            {
                Refuse(bindings, "PortBindings." + port);
            }
        }
    }

    private static void Refuse<T>(T?[]? list, string name)
        where T : class
    {
        if (list is not null && Array.IndexOf(list, null) >= 0)
        {
            throw DaemonException.Invalid($"{name} has a null in it");
        }
    }
}
