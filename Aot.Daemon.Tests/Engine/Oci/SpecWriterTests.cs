using System.Text.Json.Nodes;
using Aot.Daemon.Containers.Contracts;
using Aot.Daemon.Engine.Oci;
using Aot.Daemon.Linux;
using Aot.Daemon.Primitives;
using Xunit;

namespace Aot.Daemon.Tests.Engine.Oci;

/// <summary>The spec by option. What is expected was read from the config.json of a dockerd 20.10.24 for the same `docker run` lines.</summary>
public sealed class SpecWriterTests(SpecFixture fixture) : IClassFixture<SpecFixture>
{
    private static readonly string Id = new('a', 64);

    [Fact]
    public void The_default_container_is_dockerds()
    {
        JsonNode spec = Write(new HostConfig { NetworkMode = "none" });

        Equal("""{"uid":0,"gid":0,"additionalGids":[0]}""", spec["process"]!["user"]);
        Equal("""["true"]""", spec["process"]!["args"]);
        Equal("""["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin","HOSTNAME=box"]""", spec["process"]!["env"]);
        Equal("\"/\"", spec["process"]!["cwd"]);
        Equal("0", spec["process"]!["oomScoreAdj"]);
        Assert.Null(spec["process"]!["terminal"]);
        Assert.Null(spec["process"]!["rlimits"]);
        Equal("\"box\"", spec["hostname"]);
        Equal($$"""{"path":"{{fixture.Rootfs}}"}""", spec["root"]);
        Equal($"\"/docker/{Id}\"", spec["linux"]!["cgroupsPath"]);
        Equal("""{"net.ipv4.ip_unprivileged_port_start":"0","net.ipv4.ping_group_range":"0 2147483647"}""", spec["linux"]!["sysctl"]);
        Equal("""[{"type":"mount"},{"type":"network"},{"type":"uts"},{"type":"pid"},{"type":"ipc"}]""", spec["linux"]!["namespaces"]);
        Equal(
            """["/proc/asound","/proc/acpi","/proc/kcore","/proc/keys","/proc/latency_stats","/proc/timer_list","/proc/timer_stats","/proc/sched_debug","/proc/scsi","/sys/firmware","/sys/devices/virtual/powercap"]""",
            spec["linux"]!["maskedPaths"]);
        Equal("""["/proc/bus","/proc/fs","/proc/irq","/proc/sys","/proc/sysrq-trigger"]""", spec["linux"]!["readonlyPaths"]);
        Assert.Null(spec["linux"]!["devices"]);
        Assert.NotNull(spec["linux"]!["seccomp"]);
    }

    [Fact]
    public void The_default_mounts_are_dockerds_in_its_order()
    {
        JsonNode spec = Write(new HostConfig { NetworkMode = "none" });

        Equal(
            $$"""
            [{"destination":"/proc","type":"proc","source":"proc","options":["nosuid","noexec","nodev"]},
             {"destination":"/dev","type":"tmpfs","source":"tmpfs","options":["nosuid","strictatime","mode=755","size=65536k"]},
             {"destination":"/dev/pts","type":"devpts","source":"devpts","options":["nosuid","noexec","newinstance","ptmxmode=0666","mode=0620","gid=5"]},
             {"destination":"/sys","type":"sysfs","source":"sysfs","options":["nosuid","noexec","nodev","ro"]},
             {"destination":"/sys/fs/cgroup","type":"cgroup","source":"cgroup","options":["ro","nosuid","noexec","nodev"]},
             {"destination":"/dev/mqueue","type":"mqueue","source":"mqueue","options":["nosuid","noexec","nodev"]},
             {"destination":"/dev/shm","type":"tmpfs","source":"shm","options":["nosuid","noexec","nodev","mode=1777","size=67108864"]},
             {"destination":"/etc/resolv.conf","type":"bind","source":"{{fixture.Files}}/resolv.conf","options":["rbind","rprivate"]},
             {"destination":"/etc/hostname","type":"bind","source":"{{fixture.Files}}/hostname","options":["rbind","rprivate"]},
             {"destination":"/etc/hosts","type":"bind","source":"{{fixture.Files}}/hosts","options":["rbind","rprivate"]}]
            """,
            spec["mounts"]);
    }

    [Fact]
    public void The_default_capabilities_are_dockerds_fourteen()
    {
        JsonNode capabilities = Write(new HostConfig { NetworkMode = "none" })["process"]!["capabilities"]!;

        string[] expected =
        [
            "CAP_AUDIT_WRITE", "CAP_CHOWN", "CAP_DAC_OVERRIDE", "CAP_FOWNER", "CAP_FSETID", "CAP_KILL", "CAP_MKNOD", "CAP_NET_BIND_SERVICE", "CAP_NET_RAW",
            "CAP_SETFCAP", "CAP_SETGID", "CAP_SETPCAP", "CAP_SETUID", "CAP_SYS_CHROOT",
        ];
        Assert.Equal(expected, Strings(capabilities["bounding"]).Order(StringComparer.Ordinal));
        Equal(capabilities["bounding"]!.ToJsonString(), capabilities["effective"]);
        Equal(capabilities["bounding"]!.ToJsonString(), capabilities["permitted"]);
        Assert.Null(capabilities["inheritable"]);
        Assert.Null(capabilities["ambient"]);
    }

    [Fact]
    public void Another_user_has_capabilities_only_in_the_bounding_set()
    {
        JsonNode process = Write(None(), new ContainerConfig { User = "alice" })["process"]!;

        Equal("""{"uid":1000,"gid":1000,"additionalGids":[1000,50]}""", process["user"]);
        Assert.Equal(14, process["capabilities"]!["bounding"]!.AsArray().Count);
        Assert.Null(process["capabilities"]!["effective"]);
        Assert.Null(process["capabilities"]!["permitted"]);
    }

    [Fact]
    public void Group_add_comes_after_the_main_group()
    {
        JsonNode process = Write(None() with { GroupAdd = ["video", "99"] }, new ContainerConfig { User = "1:50", WorkingDir = "/wd/x" })["process"]!;

        Equal("""{"uid":1,"gid":50,"additionalGids":[50,44,99]}""", process["user"]);
        Equal("\"/wd/x\"", process["cwd"]);
    }

    [Fact]
    public void A_terminal_brings_TERM_its_size_and_the_user_s_environment_comes_last()
    {
        JsonNode spec = Write(
            None() with { ConsoleSize = [33, 99] },
            new ContainerConfig { Tty = true, Hostname = "hh", Domainname = "dom", Env = ["A=b", "HOME=/x"] });

        Equal("true", spec["process"]!["terminal"]);
        Equal("""{"height":33,"width":99}""", spec["process"]!["consoleSize"]);
        Equal(
            """["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin","HOSTNAME=hh","TERM=xterm","A=b","HOME=/x"]""",
            spec["process"]!["env"]);
        Equal("\"dom\"", spec["linux"]!["sysctl"]!["kernel.domainname"]);
    }

    [Fact]
    public void Host_network_has_no_network_namespace_and_no_network_sysctls()
    {
        JsonNode spec = Write(new HostConfig { NetworkMode = "host" });

        Equal("""[{"type":"mount"},{"type":"uts"},{"type":"pid"},{"type":"ipc"}]""", spec["linux"]!["namespaces"]);
        Equal("{}", spec["linux"]!["sysctl"]);
    }

    [Fact]
    public void Namespaces_of_another_container_are_joined_by_path()
    {
        JsonNode spec = fixture.Write(fixture.Input(new HostConfig { NetworkMode = "container:x", IpcMode = "container:x", PidMode = "container:x" }) with
        {
            NetworkNamespacePath = "/proc/7/ns/net",
            IpcNamespacePath = "/proc/7/ns/ipc",
            PidNamespacePath = "/proc/7/ns/pid",
            ShmPath = "/shm/of/x",
        });

        Equal(
            """
            [{"type":"mount"},{"type":"network","path":"/proc/7/ns/net"},{"type":"uts"},{"type":"pid","path":"/proc/7/ns/pid"},{"type":"ipc","path":"/proc/7/ns/ipc"}]
            """,
            spec["linux"]!["namespaces"]);
        Equal("{}", spec["linux"]!["sysctl"]);
        Equal("""{"destination":"/dev/shm","type":"bind","source":"/shm/of/x","options":["rbind","nosuid","noexec","nodev","rprivate"]}""", Mount(spec, "/dev/shm"));
    }

    [Fact]
    public void Host_namespaces_are_left_out_and_a_private_cgroup_namespace_is_added()
    {
        JsonNode spec = Write(None() with { IpcMode = "host", PidMode = "host", UTSMode = "host", CgroupnsMode = "private" });

        Equal("""[{"type":"mount"},{"type":"network"},{"type":"cgroup"}]""", spec["linux"]!["namespaces"]);
        Assert.Null(spec["hostname"]);
        Equal("""{"destination":"/dev/shm","type":"bind","source":"/dev/shm","options":["rbind","rprivate"]}""", Mount(spec, "/dev/shm"));
    }

    [Fact]
    public void On_cgroup_v2_the_cgroup_namespace_is_private()
    {
        HostFacts unified = SpecFixture.SomeHost with { Cgroups = SpecFixture.SomeHost.Cgroups with { Version = CgroupVersion.V2 } };

        Assert.Contains("cgroup", Types(Write(None(), facts: unified)));
        Assert.DoesNotContain("cgroup", Types(Write(None() with { CgroupnsMode = "host" }, facts: unified)));

        static IEnumerable<string> Types(JsonNode spec) => spec["linux"]!["namespaces"]!.AsArray().Select(item => (string)item!["type"]!);
    }

    [Fact]
    public void IPC_none_has_no_shm()
    {
        Assert.Null(Mount(Write(None() with { IpcMode = "none" }), "/dev/shm"));
    }

    [Fact]
    public void Limits_become_resources()
    {
        JsonNode spec = Write(None() with
        {
            Memory = 64 << 20,
            MemorySwap = 128 << 20,
            MemoryReservation = 32 << 20,
            MemorySwappiness = 10,
            OomKillDisable = true,
            NanoCpus = 500_000_000,
            CpusetCpus = "0",
            CpusetMems = "0",
            CpuShares = 512,
            PidsLimit = 50,
            BlkioWeight = 100,
            OomScoreAdj = 100,
            BlkioDeviceReadBps = [new ThrottleDevice { Path = "/dev/null", Rate = 1048576 }],
            Ulimits = [new Ulimit { Name = "nofile", Soft = 100, Hard = 200 }, new Ulimit { Name = "core", Soft = -1, Hard = -1 }],
        });

        JsonNode resources = spec["linux"]!["resources"]!;
        Equal(
            """{"limit":67108864,"reservation":33554432,"swap":134217728,"swappiness":10,"disableOOMKiller":true}""",
            resources["memory"]);
        Equal("""{"shares":512,"period":100000,"quota":50000,"cpus":"0","mems":"0"}""", resources["cpu"]);
        Equal("""{"limit":50}""", resources["pids"]);
        Equal("""{"weight":100,"throttleReadBpsDevice":[{"major":1,"minor":3,"rate":1048576}]}""", resources["blockIO"]);
        Equal("100", spec["process"]!["oomScoreAdj"]);
        Equal(
            """[{"type":"RLIMIT_NOFILE","hard":200,"soft":100},{"type":"RLIMIT_CORE","hard":18446744073709551615,"soft":18446744073709551615}]""",
            spec["process"]!["rlimits"]);
    }

    [Theory]
    [InlineData(-1L)]
    [InlineData(0L)]
    public void A_pids_limit_of_nothing_is_not_written(long given)
    {
        Assert.Null(Write(None() with { PidsLimit = given })["linux"]!["resources"]!["pids"]);
    }

    [Fact]
    public void Unlimited_swap_is_not_written()
    {
        Equal("""{"limit":67108864}""", Write(None() with { Memory = 64 << 20, MemorySwap = -1 })["linux"]!["resources"]!["memory"]);
    }

    [Fact]
    public void A_device_is_made_and_allowed()
    {
        JsonNode spec = Write(None() with
        {
            Devices = [new DeviceMapping { PathOnHost = "/dev/null", PathInContainer = "/dev/xx", CgroupPermissions = "rw" }],
            DeviceCgroupRules = ["c 1:* rwm"],
        });

        Equal("""[{"path":"/dev/xx","type":"c","major":1,"minor":3,"fileMode":438,"uid":0,"gid":0}]""", spec["linux"]!["devices"]);
        JsonArray rules = spec["linux"]!["resources"]!["devices"]!.AsArray();
        Assert.Equal(9, rules.Count);
        Equal("""{"allow":false,"access":"rwm"}""", rules[0]);
        Equal("""{"allow":true,"type":"c","major":1,"minor":3,"access":"rw"}""", rules[7]);
        Equal("""{"allow":true,"type":"c","major":1,"access":"rwm"}""", rules[8]);
    }

    [Fact]
    public void A_folder_of_devices_is_taken_whole_and_a_link_is_followed()
    {
        string link = Path.Combine(fixture.Root, "zero-link");
        File.CreateSymbolicLink(link, "/dev/zero");
        JsonNode spec = Write(None() with
        {
            Devices =
            [
                new DeviceMapping { PathOnHost = "/dev/net", PathInContainer = "/dev/net2", CgroupPermissions = "rwm" },
                new DeviceMapping { PathOnHost = link, PathInContainer = "/dev/z", CgroupPermissions = "" },
            ],
        });

        JsonArray devices = spec["linux"]!["devices"]!.AsArray();
        Assert.Equal("/dev/net2/tun", (string)devices[0]!["path"]!);
        Assert.Equal("/dev/z", (string)devices[^1]!["path"]!);
        Assert.Equal(5, (long)devices[^1]!["minor"]!);
    }

    [Theory]
    [InlineData("/dev/nope", "no such file or directory")]
    [InlineData("/etc", "not a device node")]
    [InlineData("/etc/passwd", "not a device node")]
    public void A_device_that_is_none_is_refused_in_dockerds_words(string path, string reason)
    {
        DaemonException exception = Assert.Throws<DaemonException>(() => Write(None() with { Devices = [new DeviceMapping { PathOnHost = path, PathInContainer = path }] }));

        Assert.Equal($"error gathering device information while adding custom device \"{path}\": {reason}", exception.Message);
    }

    [Fact]
    public void Privileged_has_what_the_host_has_and_no_masks()
    {
        HostFacts host = SpecFixture.SomeHost with { Capabilities = Capabilities.Known & ~Capabilities.Bit("CAP_SYS_RESOURCE") };
        JsonNode spec = Write(None() with { Privileged = true, ReadonlyRootfs = true }, facts: host);

        string[] capabilities = [.. Strings(spec["process"]!["capabilities"]!["effective"])];
        Assert.Equal(40, capabilities.Length);
        Assert.DoesNotContain("CAP_SYS_RESOURCE", capabilities);
        Assert.Null(spec["linux"]!["maskedPaths"]);
        Assert.Null(spec["linux"]!["readonlyPaths"]);
        Assert.Null(spec["linux"]!["seccomp"]);
        Equal("""[{"allow":true,"access":"rwm"}]""", spec["linux"]!["resources"]!["devices"]);
        Equal("""["nosuid","noexec","nodev"]""", Mount(spec, "/sys")!["options"]);
        Equal("""["nosuid","noexec","nodev"]""", Mount(spec, "/sys/fs/cgroup")!["options"]);
        Equal("""["rbind","ro","rprivate"]""", Mount(spec, "/etc/hosts")!["options"]);
        string[] devices = [.. spec["linux"]!["devices"]!.AsArray().Select(device => (string)device!["path"]!)];
        Assert.Contains("/dev/null", devices);
        Assert.Contains("/dev/net/tun", devices);
        Assert.DoesNotContain("/dev/console", devices);
        Assert.DoesNotContain(devices, device => device.StartsWith("/dev/pts/", StringComparison.Ordinal));
    }

    [Fact]
    public void Mounts_are_dockerds_for_the_same_options()
    {
        JsonNode spec = Write(None() with
        {
            Binds = ["/etc/hostname:/h:ro", "/usr:/t"],
            Tmpfs = new SortedDictionary<string, string> { ["/tt"] = "size=1m,mode=1777", ["/t2"] = "" },
            Mounts =
            [
                new MountSpec { Type = "bind", Source = "/etc", Target = "/e", ReadOnly = true },
                new MountSpec { Type = "tmpfs", Target = "/t3", TmpfsOptions = new() { SizeBytes = 1000000, Mode = 0b111_000_000 } },
            ],
            ReadonlyRootfs = true,
            ShmSize = 1 << 20,
        });

        Equal("""{"destination":"/t","type":"bind","source":"/usr","options":["rbind","rprivate"]}""", Mount(spec, "/t"));
        Equal("""{"destination":"/h","type":"bind","source":"/etc/hostname","options":["rbind","ro","rprivate"]}""", Mount(spec, "/h"));
        Equal("""{"destination":"/e","type":"bind","source":"/etc","options":["rbind","ro","rprivate"]}""", Mount(spec, "/e"));
        Equal("""["noexec","nosuid","nodev","rprivate"]""", Mount(spec, "/t2")!["options"]);
        Equal("""["noexec","nosuid","nodev","rprivate","size=1m","mode=1777"]""", Mount(spec, "/tt")!["options"]);
        Equal("""["noexec","nosuid","nodev","rprivate","mode=700","size=1000000"]""", Mount(spec, "/t3")!["options"]);
        Equal("""["nosuid","noexec","nodev","mode=1777","size=1048576"]""", Mount(spec, "/dev/shm")!["options"]);
        Equal("""["rbind","ro","rprivate"]""", Mount(spec, "/etc/resolv.conf")!["options"]);
        Equal("true", spec["root"]!["readonly"]);
    }

    [Fact]
    public void A_user_s_mount_takes_the_place_of_a_default_one_and_deep_mounts_come_last()
    {
        JsonNode spec = Write(None() with
        {
            Binds = ["/usr:/etc/hosts", "/usr:/a/b/c", "/usr:/a"],
            Mounts = [new MountSpec { Type = "bind", Source = "/etc", Target = "/e", BindOptions = new() { NonRecursive = true } }],
            Tmpfs = new SortedDictionary<string, string> { ["/dev/shm"] = "size=1m", ["/run"] = "exec" },
        });

        string[] targets = [.. spec["mounts"]!.AsArray().Select(mount => (string)mount!["destination"]!)];
        string[] expected =
        [
            "/proc", "/dev", "/dev/pts", "/sys", "/sys/fs/cgroup", "/dev/mqueue", "/a", "/e", "/run", "/etc/hosts", "/etc/resolv.conf", "/etc/hostname",
            "/dev/shm", "/a/b/c",
        ];
        Assert.Equal(expected, targets);
        Equal("""["nosuid","nodev","rprivate","exec"]""", Mount(spec, "/run")!["options"]);
        Equal("""["noexec","nosuid","nodev","rprivate","size=1m"]""", Mount(spec, "/dev/shm")!["options"]);
        Equal("""["bind","rprivate"]""", Mount(spec, "/e")!["options"]);
        Equal("\"/usr\"", Mount(spec, "/etc/hosts")!["source"]);
    }

    [Fact]
    public void The_missing_source_of_a_bind_is_made()
    {
        string source = Path.Combine(fixture.Root, "new/folder");
        Write(None() with { Binds = [source + ":/x"] });

        Assert.True(Directory.Exists(source));
        string file = Path.Combine(fixture.Root, "plain-file");
        File.WriteAllText(file, "");
        DaemonException exception = Assert.Throws<DaemonException>(() => Write(None() with { Binds = [file + "/below:/x"] }));
        Assert.StartsWith($"error while creating mount source path '{file}/below': ", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Init_goes_before_the_command_and_is_mounted()
    {
        JsonNode spec = fixture.Write(fixture.Input(None() with { Init = true }, null, "sleep", "100"));

        Equal("""["/sbin/docker-init","--","sleep","100"]""", spec["process"]!["args"]);
        JsonNode mount = spec["mounts"]!.AsArray()[^1]!;
        Equal("\"/sbin/docker-init\"", mount["destination"]);
        Equal("""["bind","ro"]""", mount["options"]);
        Assert.True(File.Exists((string)mount["source"]!));
    }

    [Fact]
    public void Init_is_left_out_in_another_s_PID_namespace()
    {
        Equal("""["true"]""", Write(None() with { Init = true, PidMode = "host" })["process"]!["args"]);
    }

    [Fact]
    public void The_daemon_s_defaults_apply_where_the_container_leaves_it_open()
    {
        SpecInput input = fixture.Input(None() with { Ulimits = [new Ulimit { Name = "core", Soft = 1, Hard = 1 }] }) with
        {
            Defaults = new SpecDefaults
            {
                CgroupParent = "/mine",
                ShmSize = 4096,
                Init = true,
                Ulimits = [new Ulimit { Name = "core", Soft = 9, Hard = 9 }, new Ulimit { Name = "nofile", Soft = 8, Hard = 8 }],
            },
        };
        JsonNode spec = fixture.Write(input);

        Equal($"\"/mine/{Id}\"", spec["linux"]!["cgroupsPath"]);
        Assert.Contains("size=4096", Strings(Mount(spec, "/dev/shm")!["options"]));
        Equal("\"/sbin/docker-init\"", spec["process"]!["args"]![0]);
        Equal(
            """[{"type":"RLIMIT_CORE","hard":1,"soft":1},{"type":"RLIMIT_NOFILE","hard":8,"soft":8}]""",
            spec["process"]!["rlimits"]);
    }

    [Theory]
    [InlineData("/foo", "/foo/")]
    [InlineData("../../x", "/x/")]
    public void A_cgroup_parent_stays_below_the_root(string parent, string prefix)
    {
        Equal($"\"{prefix}{Id}\"", Write(None() with { CgroupParent = parent })["linux"]!["cgroupsPath"]);
    }

    [Fact]
    public void Security_options_are_followed()
    {
        JsonNode spec = Write(None() with { SecurityOpt = ["no-new-privileges", "seccomp=unconfined", "label=disable", "apparmor=unconfined"] });

        Equal("true", spec["process"]!["noNewPrivileges"]);
        Assert.Null(spec["linux"]!["seccomp"]);
    }

    [Fact]
    public void Own_masked_paths_replace_the_default_ones_even_when_there_are_none()
    {
        JsonNode spec = Write(None() with { MaskedPaths = [], ReadonlyPaths = ["/proc/bus"] });

        Equal("[]", spec["linux"]!["maskedPaths"]);
        Equal("""["/proc/bus"]""", spec["linux"]!["readonlyPaths"]);
    }

    [Fact]
    public void Sysctls_and_annotations_are_written_the_user_s_own_first()
    {
        JsonNode spec = Write(None() with
        {
            Sysctls = new SortedDictionary<string, string> { ["net.ipv4.ip_unprivileged_port_start"] = "80", ["net.ipv4.ip_forward"] = "1" },
            Annotations = new SortedDictionary<string, string> { ["a"] = "b" },
        });

        Assert.Equal("80", (string)spec["linux"]!["sysctl"]!["net.ipv4.ip_unprivileged_port_start"]!);
        Assert.Equal("1", (string)spec["linux"]!["sysctl"]!["net.ipv4.ip_forward"]!);
        Equal("""{"a":"b"}""", spec["annotations"]);
    }

    [Fact]
    public void Text_of_any_kind_survives()
    {
        string odd = "quote\" back\\ tab\t newline\n é 😀 \u0001";
        JsonNode spec = Write(None(), new ContainerConfig { Env = ["X=" + odd], Hostname = new string('h', 2000) });

        Assert.Equal("X=" + odd, (string)spec["process"]!["env"]![2]!);
        Assert.Equal("HOSTNAME=" + new string('h', 2000), (string)spec["process"]!["env"]![1]!);
    }

    private static HostConfig None() => new() { NetworkMode = "none" };

    private JsonNode Write(HostConfig hostConfig, ContainerConfig? config = null, HostFacts? facts = null) => fixture.Write(hostConfig, config, facts);

    private static JsonNode? Mount(JsonNode spec, string target) =>
        spec["mounts"]!.AsArray().FirstOrDefault(mount => (string)mount!["destination"]! == target);

    private static IEnumerable<string> Strings(JsonNode? array) => array!.AsArray().Select(item => (string)item!);

    private static void Equal(string expected, JsonNode? actual) =>
        Assert.Equal(JsonNode.Parse(expected)!.ToJsonString(), actual?.ToJsonString());
}
