using Aot.Daemon.Tests.EndToEnd.Probe;

namespace Aot.Daemon.Tests.EndToEnd.Reload;

/// <summary>
/// All differences between what aotd and dockerd 20.10 tell of themselves, given the same daemon.json, that are meant. The section is
/// `info` or `event`; a pattern is of a line `path = value`.
/// </summary>
internal static class InfoDifferences
{
    public static IReadOnlyList<ExplainedDifference> All { get; } =
    [
        new("info", "^(ID|DockerRootDir|SystemTime|ServerVersion) = ", "each daemon's own"),
        new("info", "^(NFd|NGoroutines) = ", "what a daemon uses at the moment"),
        new("info", "^(CDISpecDirs|Warnings) = (null|\\[\\])$", "an empty list is null in some of dockerd's versions"),
        new("info", "^(ContainerdCommit|InitCommit)\\.", "aotd has no containerd, and runs no init binary to ask for its version"),
        new("info", "^InitBinary = ", "aotd tells the path that it has found"),
        new("info", "^DriverStatus\\[\\]\\[\\] = ", "aotd's layers have no options to tell; dockerd has a name of its own for ext4"),
        new("info", "^KernelMemoryTCP = ", "gone with dockerd 23"),
        new("info", "^Plugins\\.(Log|Network|Volume)", "what aotd has is less, and \"none\" is a log driver too"),
        new("info", "^SecurityOptions\\[\\] = \"name=seccomp,profile=(default|builtin)\"$", "called builtin from dockerd 23 on"),
        new("info", "^RegistryConfig\\.InsecureRegistryCIDRs\\[\\] = \"::1/128\"$", "this host's address of IPv6, as from dockerd 23 on"),
        new("info", "^Runtimes\\.crun\\.", "aotd has crun without being told, where it is installed"),
        new("info", "^Runtimes\\.[^ ]*\\.status\\.", "the features of runtimes, as from dockerd 25 on"),
        new("info", "^Runtimes\\.io\\.containerd\\.run[^ ]*\\.path = ", "the first shim went with dockerd 23; the second is lost by a reload of dockerd 20.10"),
        new("event", "^ID = ", "each daemon's own"),
        new("event", "^Attributes\\.(allow-nondistributable-artifacts|cluster-[a-z-]+) = \"(null|\\[\\])?\"$", "gone with dockerd 29 and 23"),
        new("event", "^Attributes\\.labels = .*site=dam|^Attributes\\.labels = .*site=mill", "dockerd 20.10 tells them in any order"),
        new("event", "^Attributes\\.runtimes = ", "in any order, and without those that aotd has by itself"),
    ];
}
