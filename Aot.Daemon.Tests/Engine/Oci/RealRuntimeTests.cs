using Aot.Daemon.Containers.Contracts;
using Aot.Daemon.Engine.Oci;
using Xunit;

namespace Aot.Daemon.Tests.Engine.Oci;

/// <summary>Specs as real runtimes understand them.</summary>
public sealed class RealRuntimeTests : IDisposable
{
    private readonly SpecFixture _fixture = new();

    public static TheoryData<string> Runtimes => ["runc", "crun"];

    public void Dispose() => _fixture.Dispose();

    [Theory]
    [MemberData(nameof(Runtimes))]
    public void The_default_container_runs_confined(string runtime)
    {
        string status = Sh(runtime, new HostConfig { NetworkMode = "none" }, null, "cat /proc/self/status; cat /proc/self/mounts; hostname; cat /etc/hosts");

        Assert.Contains("CapEff:\t00000000a80425fb", status, StringComparison.Ordinal);
        Assert.Contains("CapBnd:\t00000000a80425fb", status, StringComparison.Ordinal);
        Assert.Contains("CapInh:\t0000000000000000", status, StringComparison.Ordinal);
        Assert.Contains("Seccomp:\t2", status, StringComparison.Ordinal);
        Assert.Contains("NoNewPrivs:\t0", status, StringComparison.Ordinal);
        Assert.Contains("sysfs /sys sysfs ro,", status, StringComparison.Ordinal);
        Assert.Contains("shm /dev/shm tmpfs rw,nosuid,nodev,noexec,relatime,size=65536k", status, StringComparison.Ordinal);
        Assert.Contains(" /proc/sys proc ro,", status, StringComparison.Ordinal);
        Assert.Contains("\nbox\n127.0.0.1 localhost\n", status, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Runtimes))]
    public void What_docker_run_sends_of_its_own_accord_runs(string runtime)
    {
        string output = Sh(
            runtime,
            HostConfigDefaults.Apply(
                new HostConfig
                {
                    NetworkMode = "none",
                    PidsLimit = 0,
                    MemorySwappiness = -1,
                    OomKillDisable = false,
                    BlkioWeightDevice = [],
                    Devices = [],
                    Ulimits = [],
                    ConsoleSize = [0, 0],
                    CpuShares = 0,
                    CpusetCpus = "",
                    Binds = null,
                    CapAdd = null,
                    Dns = [],
                    DeviceCgroupRules = null,
                },
                SpecDefaults.Dockerd,
                _fixture.Facts,
                []),
            null,
            "cat /sys/fs/cgroup/pids/pids.max");

        Assert.Equal("max\n", output);
    }

    [Theory]
    [MemberData(nameof(Runtimes))]
    public void Limits_hold(string runtime)
    {
        string output = Sh(
            runtime,
            new HostConfig
            {
                NetworkMode = "none",
                Memory = 64 << 20,
                MemorySwap = 64 << 20,
                NanoCpus = 500_000_000,
                CpuShares = 512,
                CpusetCpus = "0",
                PidsLimit = 50,
                Ulimits = [new Ulimit { Name = "nofile", Soft = 100, Hard = 200 }],
                OomScoreAdj = 100,
            },
            null,
            "cd /sys/fs/cgroup; cat /proc/self/limits /proc/self/oom_score_adj; cat memory/memory.limit_in_bytes cpu/cpu.cfs_quota_us cpu/cpu.shares cpuset/cpuset.cpus pids/pids.max");

        Assert.Matches("Max open files +100 +200", output);
        Assert.EndsWith("\n100\n67108864\n50000\n512\n0\n50\n", output, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Runtimes))]
    public void Another_user_runs_with_its_groups_and_home_and_without_capabilities(string runtime)
    {
        string output = Sh(
            runtime,
            new HostConfig { NetworkMode = "none", GroupAdd = ["video"] },
            new ContainerConfig { User = "alice", WorkingDir = "/made/here", Env = ["A=b"] },
            "id -u; id -g; id -G; pwd; env; grep Cap /proc/self/status");

        string[] lines = output.Split('\n');
        Assert.Equal(["1000", "1000"], lines[..2]);
        Assert.Equal(["1000", "44", "50"], lines[2].Split(' ').Order(StringComparer.Ordinal));
        Assert.Equal("/made/here", lines[3]);
        Assert.Contains("HOME=/home/alice", lines);
        Assert.Contains("A=b", lines);
        Assert.Contains("CapEff:\t0000000000000000", lines);
        Assert.Contains("CapPrm:\t0000000000000000", lines);
        Assert.Contains("CapBnd:\t00000000a80425fb", lines);
    }

    [Theory]
    [MemberData(nameof(Runtimes))]
    public void A_missing_working_directory_is_made_even_in_a_read_only_root(string runtime)
    {
        Assert.Equal("/made/here\n", Sh(runtime, new HostConfig { NetworkMode = "none", ReadonlyRootfs = true }, new ContainerConfig { WorkingDir = "/made/here" }, "pwd"));
    }

    [Theory]
    [MemberData(nameof(Runtimes))]
    public void A_working_directory_does_not_leave_the_root_by_a_link(string runtime)
    {
        string outside = Path.Combine(_fixture.Root, "outside");
        Directory.CreateDirectory(outside);
        File.CreateSymbolicLink(Path.Combine(_fixture.Rootfs, "link"), "../outside");
        RuntimeRun.Run(runtime, _fixture, _fixture.Input(null, new ContainerConfig { WorkingDir = "/link/made" }, "true"));

        Assert.Empty(Directory.GetFileSystemEntries(outside));
    }

    [Theory]
    [MemberData(nameof(Runtimes))]
    public void Mounts_and_devices_are_there(string runtime)
    {
        string shared = Path.Combine(_fixture.Root, "shared");
        Directory.CreateDirectory(shared);
        File.WriteAllText(Path.Combine(shared, "file"), "content\n");
        string output = Sh(
            runtime,
            new HostConfig
            {
                NetworkMode = "none",
                ReadonlyRootfs = true,
                ShmSize = 1 << 20,
                Binds = [shared + ":/s:ro", shared + ":/w"],
                Tmpfs = new() { ["/tt"] = "size=1m,mode=1777,exec" },
                Mounts = [new MountSpec { Type = "tmpfs", Target = "/t2/x" }],
                Devices = [new DeviceMapping { PathOnHost = "/dev/null", PathInContainer = "/dev/mine", CgroupPermissions = "rw" }],
            },
            null,
            "cat /s/file; touch /s/x 2>&1; touch /w/y; touch /x 2>&1; ls -l /dev/mine; echo > /dev/mine; cat /proc/mounts; test -e /dev/kmsg || echo no kmsg");

        Assert.StartsWith("content\n", output, StringComparison.Ordinal);
        Assert.Contains("touch: /s/x: Read-only file system", output, StringComparison.Ordinal);
        Assert.Contains("touch: /x: Read-only file system", output, StringComparison.Ordinal);
        Assert.Matches("crw-rw-rw- .* 1, +3 .* /dev/mine", output);
        Assert.Contains("tmpfs /tt tmpfs rw,nosuid,nodev,relatime,size=1024k", output, StringComparison.Ordinal);
        Assert.Contains("tmpfs /t2/x tmpfs rw,nosuid,nodev,noexec,relatime", output, StringComparison.Ordinal);
        Assert.Contains("shm /dev/shm tmpfs rw,nosuid,nodev,noexec,relatime,size=1024k", output, StringComparison.Ordinal);
        Assert.Contains("no kmsg", output, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(shared, "y")));
    }

    [Theory]
    [MemberData(nameof(Runtimes))]
    public void Privileged_runs_with_what_this_host_has(string runtime)
    {
        string output = Sh(
            runtime,
            new HostConfig { NetworkMode = "none", Privileged = true },
            null,
            "grep -E 'CapEff|Seccomp:' /proc/self/status; cat /proc/mounts; ls /dev/kmsg /dev/net/tun /dev/ptmx; mount -t tmpfs none /tmp && echo mounted");

        Assert.Contains($"CapEff:\t{_fixture.Facts.Capabilities:x16}", output, StringComparison.Ordinal);
        Assert.Contains("Seccomp:\t0", output, StringComparison.Ordinal);
        Assert.Contains("sysfs /sys sysfs rw,", output, StringComparison.Ordinal);
        Assert.DoesNotContain(" /proc/sys proc ro,", output, StringComparison.Ordinal);
        Assert.Contains("/dev/kmsg\n", output, StringComparison.Ordinal);
        Assert.Contains("/dev/net/tun\n", output, StringComparison.Ordinal);
        Assert.Contains("mounted\n", output, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Runtimes))]
    public void Capabilities_can_be_dropped_and_added(string runtime)
    {
        string output = Sh(
            runtime,
            new HostConfig { NetworkMode = "none", CapDrop = ["ALL"], CapAdd = ["net_admin"], SecurityOpt = ["no-new-privileges"] },
            null,
            "grep -E 'CapEff|NoNewPrivs' /proc/self/status");

        Assert.Equal("CapEff:\t0000000000001000\nNoNewPrivs:\t1\n", output);
    }

    [Theory]
    [MemberData(nameof(Runtimes))]
    public void Namespaces_of_the_host_are_the_host_s(string runtime)
    {
        string output = Sh(
            runtime,
            new HostConfig { NetworkMode = "host", PidMode = "host", IpcMode = "host", UTSMode = "host" },
            null,
            "for i in net pid ipc uts mnt; do ls -l /proc/self/ns/$i; done; hostname");

        foreach (string name in new[] { "net", "pid", "ipc", "uts" })
        {
            Assert.Contains(new FileInfo("/proc/self/ns/" + name).LinkTarget!, output, StringComparison.Ordinal);
        }

        Assert.DoesNotContain(new FileInfo("/proc/self/ns/mnt").LinkTarget!, output, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Runtimes))]
    public void Init_is_the_first_process(string runtime)
    {
        string output = Sh(runtime, new HostConfig { NetworkMode = "none", Init = true }, null, "cat /proc/1/cmdline; echo; cat /proc/self/stat");

        Assert.StartsWith("/sbin/docker-init", output, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Runtimes))]
    public void Sysctls_and_the_domain_name_are_set(string runtime)
    {
        string output = Sh(
            runtime,
            new HostConfig { NetworkMode = "none", Sysctls = new() { ["net.ipv4.ip_forward"] = "1", ["kernel.msgmax"] = "9000" } },
            new ContainerConfig { Hostname = "hh", Domainname = "dom" },
            "cd /proc/sys; cat net/ipv4/ip_forward kernel/msgmax kernel/domainname net/ipv4/ip_unprivileged_port_start net/ipv4/ping_group_range; hostname");

        Assert.Equal("1\n9000\ndom\n0\n0\t2147483647\nhh\n", output);
    }

    [Theory]
    [MemberData(nameof(Runtimes))]
    public void A_profile_of_one_s_own_is_in_force(string runtime)
    {
        const string Profile = """
            {"defaultAction":"SCMP_ACT_ALLOW","archMap":[{"architecture":"SCMP_ARCH_X86_64","subArchitectures":["SCMP_ARCH_X86"]}],
             "syscalls":[{"names":["mkdir"],"action":"SCMP_ACT_ERRNO","errnoRet":5},
                         {"name":"rmdir","action":"SCMP_ACT_ERRNO","errnoRet":5,"includes":{"caps":["CAP_SYS_ADMIN"]}}]}
            """;
        string output = Sh(
            runtime,
            new HostConfig { NetworkMode = "none", SecurityOpt = ["seccomp=" + Profile] },
            null,
            "busybox mkdir /tmp/x 2>&1; busybox rmdir /tmp/none 2>&1; true");

        Assert.Contains("/tmp/x': Input/output error", output, StringComparison.Ordinal);
        Assert.Contains("No such file or directory", output, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Runtimes))]
    public void The_default_profile_forbids_new_user_namespaces(string runtime)
    {
        // The kernel would let everybody make a user namespace.
        string output = Sh(runtime, new HostConfig { NetworkMode = "none" }, null, "busybox unshare -U true 2>&1; true");

        Assert.Contains("Operation not permitted", output, StringComparison.Ordinal);
    }

    private string Sh(string runtime, HostConfig hostConfig, ContainerConfig? config, string script)
    {
        SpecInput input = _fixture.Input(hostConfig, config, "sh", "-c", script);
        (string output, string error, int exitCode) = RuntimeRun.Run(runtime, _fixture, input);
        Assert.True(exitCode == 0, $"{runtime} ended with {exitCode}: {error} {output}");
        return output;
    }
}
