using Xunit;

namespace Aot.Daemon.Tests.EndToEnd.Probe;

/// <summary>The `docker run` options under which containers are compared.</summary>
public static class ProbeLines
{
    /// <summary>One option string a case, split at spaces; DIR stands for a directory that exists.</summary>
    public static TheoryData<string> All =>
    [
        "--network none",
        "--network host",
        "--network none --read-only",
        "--network none --read-only --tmpfs /tmp",
        "--network none --cap-add NET_ADMIN --cap-drop CHOWN",
        "--network none --cap-add SYS_ADMIN",
        "--network none --cap-drop ALL",
        "--network none --cap-drop ALL --cap-add NET_RAW",
        "--network none --user app",
        "--network none --user 1234:4321 --group-add 2000",
        "--network none --user app --cap-add NET_ADMIN",
        "--network none --memory 64m --cpus 0.5 --pids-limit 50",
        "--network none --memory 64m --memory-swap 128m --memory-reservation 32m --cpu-shares 512 --cpuset-cpus 0",
        "--network none --tmpfs /scratch:size=1m,mode=700",
        "--network none --tmpfs /scratch",
        "--network none --mount type=tmpfs,destination=/scratch,tmpfs-size=1m",
        "--network none -v DIR:/mnt:ro",
        "--network none -v DIR:/mnt",
        "--network none -v DIR:/etc/deep/er:rw,rprivate",
        "--network none --mount type=bind,source=DIR,destination=/mnt,readonly",
        "--network none -v DIR:/etc/hosts.d -v /etc/hostname:/etc/hostname",
        "--network none --ulimit nofile=100:200 --ulimit core=0",
        "--network none --init",
        "--network none --hostname box",
        "--network none --hostname box --domainname example.org",
        "--network host --hostname box",
        "--network none --pid host",
        "--network none --ipc host",
        "--network none --ipc private",
        "--network none --ipc none",
        "--network none --ipc shareable",
        "--network none --shm-size 10m",
        "--network none --uts host",
        "--network none --security-opt no-new-privileges",
        "--network none --security-opt seccomp=unconfined",
        "--network none --security-opt systempaths=unconfined",
        "--network none --device /dev/null:/dev/my-null:r",
        "--network none --device-cgroup-rule c\u00a01:*\u00a0r",
        "--network none -t",
        "--network none -i",
        "--network none -w /app/new/directory",
        "--network none -e A=b -e EMPTY= -e PATH=/bin",
        "--network none --add-host name:10.1.2.3",
        "--network host --add-host name:10.1.2.3",
        "--network none --dns 10.9.8.7 --dns-search example.org --dns-option ndots:2",
        "--network host --dns 10.9.8.7 --dns-search example.org",
        "--network none --sysctl kernel.shmmax=1048576 --sysctl net.ipv4.ip_forward=1",
        "--network none --oom-score-adj 500",
        "--network none --cgroupns private",
        "--network none --cgroupns host",
    ];

    /// <summary>The options as arguments. A non-breaking space stands for one within an argument.</summary>
    internal static string[] Split(string line, string directory) =>
    [
        .. line.Replace("DIR", directory, StringComparison.Ordinal)
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(word => word.Replace('\u00a0', ' ')),
    ];
}
