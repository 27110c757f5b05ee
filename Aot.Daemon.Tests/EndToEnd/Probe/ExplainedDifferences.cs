namespace Aot.Daemon.Tests.EndToEnd.Probe;

/// <summary>All differences between a container of aotd and one of dockerd 20.10 that are meant. Anything else fails the comparison.</summary>
internal static class ExplainedDifferences
{
    private const string Crun = "crun";

    public static IReadOnlyList<ExplainedDifference> All { get; } =
    [
        new(
            "fds", @"^(pipe:\[N\]|EXEC/tasks/ID/std(in|out|err))$",
            "Standard streams are named FIFOs, so that they outlive the supervisor; dockerd's shims have pipes, which do not."),
        new(
            "mountinfo", @"^/ root=/ r[ow],relatime \[(master)?\] overlay overlay rw(,uuid=on)?$",
            "dockerd makes its data-root a shared mount, aotd leaves propagation alone. The kernel gives an overlay its own file system id when its " +
            "upper directory was empty at the first mount, as aotd's is and dockerd's is not."),
        new(
            "sysctl", @"^net/ipv6/conf/all/disable_ipv6: [01]$",
            "dockerd 20.10 turns IPv6 off in a namespace without IPv6 networks, the loopback's ::1 included, although its /etc/hosts names it."),
        new(
            "hosts", ".", "With --add-host dockerd drops the machine's own names for those of a fresh file; aotd adds to them.", Options: "--network host --add-host"),
        new(
            "env", "^HOSTNAME=", "In the host's UTS namespace HOSTNAME is what hostname says; dockerd 20.10 says the container's id.", Options: "--uts host"),
        new(
            "mountinfo", @"^/proc/(bus|fs|irq|sys|sysrq-trigger) root=\S+ ro,(nosuid,nodev,noexec,)?relatime \[\] proc ",
            "crun remounts read-only paths without repeating the flags of /proc; nothing in /proc is a device or a program.", Crun),
        new(
            "mountinfo", @"^/proc/\w+ root=/null (rw,nosuid|ro,relatime) \[\] (dev)?tmpfs ",
            "crun masks files with the host's /dev/null, read-only; runc with the container's own.", Crun),
        new(
            "mountinfo", @"^(/proc/acpi|/proc/scsi|/sys/firmware|/sys/devices/virtual/powercap) root=/ ro,relatime \[\] tmpfs tmpfs (ro|rw,size=0k)$",
            "Both mask directories with an empty read-only tmpfs; crun makes the mount read-only and the file system of size 0.", Crun),
        new(
            "mountinfo", @"^/sys root=/ ro,nosuid,nodev,noexec,relatime \[\] sysfs sysfs r[ow]$",
            "The mount is read-only in both; crun leaves the file system's own flag alone, which is shared with the host's in a host network.", Crun),
        new(
            "mountinfo", @"^/sys/fs/cgroup root=/ r[ow],nosuid,nodev,noexec,relatime \[\] tmpfs (tmpfs|cgroup) rw,(mode=755|size=1024k)$",
            "The tmpfs that holds the cgroup v1 mounts: crun names it cgroup, and keeps it small and writable (the hierarchies in it are read-only).", Crun),
        new("writable", "^/sys/fs/cgroup (yes|no)$", "The same tmpfs; a file made there is in the container's memory only.", Crun),
        new(
            "mountinfo", @"^/sys/fs/cgroup/\w+ root=/ ro,nosuid,nodev,noexec,relatime \[\] cgroup \S+ rw,",
            "With a cgroup namespace crun mounts the hierarchies afresh, and names their sources differently.", Crun),
        new(
            "mountinfo", @"^/dev/console root=/0 rw,(nosuid,noexec,)?relatime \[\] devpts ",
            "crun binds the terminal without repeating the flags of devpts; it is one character device.", Crun),
        new("devices", "^lrwxrwxrwx 0 0 0:0 /dev/core$", "crun adds the traditional link to /proc/kcore, which needs CAP_SYS_RAWIO to be read.", Crun),
        new(
            "devices", "^crw-rw-rw- [0-9]+ [0-9]+ 1:3 /dev/null$",
            "crun gives the container's user its standard streams, and without -i its standard input is the container's own /dev/null.", Crun),
        new("cgroup", "^0::/(docker/ID)?$", "On a hybrid host crun leaves the unified hierarchy, which has no controllers there, alone.", Crun),
        new("cgroupvalues", "^device c 10:200 rwm$", "runc allows /dev/net/tun to every container, although none has the device; crun does not.", Crun),
    ];
}
