using Aot.Daemon.Containers.Contracts;
using Aot.Daemon.Linux;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Engine.Oci;

/// <summary>Which capabilities a container gets, with dockerd's rules for --cap-add, --cap-drop and --privileged.</summary>
internal static class CapabilityRules
{
    private const string All = "ALL";

    /// <summary>dockerd's fourteen: CHOWN, DAC_OVERRIDE, FOWNER, FSETID, KILL, SETGID, SETUID, SETPCAP, NET_BIND_SERVICE, NET_RAW, SYS_CHROOT,
    /// MKNOD, AUDIT_WRITE, SETFCAP.</summary>
    public const ulong Default = 0xa80425fb;

    /// <summary>
    /// The container's set. Privileged and ALL mean what the host really has: a runtime fails on a capability that it lacks itself,
    /// and so do dockerd's containers there; defaults that the host lacks are left out for the same reason.
    /// </summary>
    public static ulong Of(HostConfig hostConfig, ulong available)
    {
        if (hostConfig.Privileged)
        {
            return available;
        }

        if (hostConfig.CapAdd is not { Length: > 0 } && hostConfig.CapDrop is not { Length: > 0 })
        {
            return Default & available;
        }

        ulong add = Parse(hostConfig.CapAdd, "CapAdd", out bool addAll);
        ulong drop = Parse(hostConfig.CapDrop, "CapDrop", out bool dropAll);
        return addAll ? available & ~drop
            : dropAll ? add
            : (Default & available & ~drop) | add;
    }

    /// <summary>Invalid when a list names something that is no capability; System when it adds one that the host lacks.</summary>
    public static void Validate(HostConfig hostConfig, ulong available)
    {
        ulong add = Parse(hostConfig.CapAdd, "CapAdd", out _);
        Parse(hostConfig.CapDrop, "CapDrop", out _);
        ulong missing = hostConfig.Privileged ? 0 : add & ~available;
        if (missing != 0)
        {
            string name = Capabilities.Names[System.Numerics.BitOperations.TrailingZeroCount(missing)];
            throw DaemonException.Invalid(
                $"invalid CapAdd: capability not supported by your kernel or not available in the current environment: \"{name}\"");
        }
    }

    private static ulong Parse(string[]? names, string field, out bool all)
    {
        ulong set = 0;
        all = false;
        foreach (string given in names ?? [])
        {
            string name = given.ToUpperInvariant();
            if (name == All)
            {
                all = true;
                continue;
            }

            name = name.StartsWith("CAP_", StringComparison.Ordinal) ? name : "CAP_" + name;
            ulong bit = Capabilities.Bit(name);
            set |= bit != 0 ? bit : throw DaemonException.Invalid($"invalid {field}: unknown capability: \"{name}\"");
        }

        return set;
    }
}
