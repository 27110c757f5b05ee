using Aot.Daemon.Containers.Contracts;
using Aot.Daemon.Engine.Oci;
using Aot.Daemon.Linux;
using Aot.Daemon.Primitives;
using Xunit;

namespace Aot.Daemon.Tests.Engine.Oci;

/// <summary>The words are those that a dockerd 20.10.24 answered the same requests with.</summary>
public sealed class HostConfigValidationTests
{
    private static readonly HostConfig None = new() { NetworkMode = "none" };

    [Fact]
    public void A_plain_request_passes()
    {
        HostConfigValidation.Validate(new ContainerConfig(), None, SpecFixture.SomeHost);
        HostConfigValidation.Validate(new ContainerConfig(), new HostConfig { NetworkMode = "host" }, SpecFixture.SomeHost);
        HostConfigValidation.Validate(new ContainerConfig(), new HostConfig { NetworkMode = "container:x" }, SpecFixture.SomeHost);
    }

    [Fact]
    public void What_docker_run_sends_passes()
    {
        HostConfigValidation.Validate(
            new ContainerConfig { Env = ["A=b", "C"], WorkingDir = "/x" },
            None with
            {
                RestartPolicy = new RestartPolicy { Name = "no" },
                MemorySwappiness = -1,
                OomKillDisable = false,
                PidsLimit = 0,
                ConsoleSize = [24, 80],
                LogConfig = new LogConfig(),
                Binds = [],
                Dns = [],
                DnsOptions = [],
                DnsSearch = [],
                BlkioWeightDevice = [],
                Devices = [],
                MaskedPaths = null,
                SecurityOpt = ["label=disable", "apparmor=unconfined", "seccomp=builtin"],
                Isolation = "",
            },
            SpecFixture.SomeHost);
    }

    [Fact]
    public void Resources_are_checked()
    {
        Fails(None with { Memory = 1 << 20 }, "Minimum memory limit allowed is 6MB");
        Fails(None with { Memory = -1 }, "Minimum memory limit allowed is 6MB");
        Fails(None with { Memory = 10 << 20, MemorySwap = 5 << 20 }, "Minimum memoryswap limit should be larger than memory limit, see usage");
        Fails(None with { MemorySwap = 50 << 20 }, "You should always set the Memory limit when using Memoryswap limit, see usage");
        Fails(None with { MemorySwappiness = 101 }, "Invalid value: 101, valid memory swappiness range is 0-100");
        Fails(None with { MemoryReservation = 1 << 20 }, "Minimum memory reservation allowed is 6MB");
        Fails(None with { Memory = 10 << 20, MemoryReservation = 20 << 20 }, "Minimum memory limit can not be less than memory reservation limit, see usage");
        Fails(None with { NanoCpus = 5_000_000_000 }, "Range of CPUs is from 0.01 to 2.00, as there are only 2 CPUs available");
        Fails(None with { NanoCpus = -5 }, "Range of CPUs is from 0.01 to 2.00, as there are only 2 CPUs available");
        Fails(None with { NanoCpus = 1000, CpuPeriod = 50000 }, "Conflicting options: Nano CPUs and CPU Period cannot both be set");
        Fails(None with { NanoCpus = 1000, CpuQuota = 50000 }, "Conflicting options: Nano CPUs and CPU Quota cannot both be set");
        Fails(None with { CpuPeriod = 5 }, "CPU cfs period can not be less than 1ms (i.e. 1000) or larger than 1s (i.e. 1000000)");
        Fails(None with { CpuQuota = 5 }, "CPU cfs quota can not be less than 1ms (i.e. 1000)");
        Fails(None with { CpusetCpus = "0-9" }, "Requested CPUs are not available - requested 0-9, available: 0-1");
        Fails(None with { CpusetCpus = "1-x" }, "Invalid value 1-x for cpuset cpus: invalid format: 1-x");
        Fails(None with { CpusetMems = "7" }, "Requested memory nodes are not available - requested 7, available: 0");
        Fails(None with { BlkioWeight = 5000 }, "Range of blkio weight is from 10 to 1000");
        Fails(None with { IOMaximumIOps = 1 }, "Invalid QoS settings: linux does not support configuration of maximum IOPs");
    }

    [Fact]
    public void Modes_and_numbers_are_checked()
    {
        Fails(None with { ShmSize = -1 }, "SHM size can not be less than 0");
        Fails(None with { OomScoreAdj = 2000 }, "Invalid value 2000, range for oom score adj is [-1000, 1000]");
        Fails(None with { IpcMode = "foo" }, "invalid IPC mode: foo");
        Fails(None with { IpcMode = "container:" }, "invalid IPC mode: container:");
        Fails(None with { PidMode = "foo" }, "invalid PID mode: foo");
        Fails(None with { UTSMode = "foo" }, "invalid UTS mode: foo");
        Fails(None with { CgroupnsMode = "foo" }, "invalid cgroup namespace mode: foo");
        Fails(None with { Isolation = "foo" }, "Invalid isolation: \"foo\" - linux only supports 'default'");
        Fails(None with { UTSMode = "host" }, "conflicting options: hostname and the UTS mode", new ContainerConfig { Hostname = "x" });
        Fails(None, "the working directory 'foo' is invalid, it needs to be an absolute path", new ContainerConfig { WorkingDir = "foo" });
        Fails(None, "invalid environment variable: =x", new ContainerConfig { Env = ["=x"] });
    }

    [Fact]
    public void Restart_policies_are_checked()
    {
        Fails(Restart("foo"), "invalid restart policy 'foo'");
        Fails(Restart("always", 3), "maximum retry count cannot be used with restart policy 'always'");
        Fails(Restart("on-failure", -3), "maximum retry count cannot be negative");
        Fails(Restart("always") with { AutoRemove = true }, "can't create 'AutoRemove' container with restart policy");

        static HostConfig Restart(string name, int retries = 0) => None with { RestartPolicy = new RestartPolicy { Name = name, MaximumRetryCount = retries } };
    }

    [Fact]
    public void Capabilities_devices_limits_and_security_options_are_checked()
    {
        Fails(None with { CapAdd = ["foo"] }, "invalid CapAdd: unknown capability: \"CAP_FOO\"");
        Fails(None with { CapDrop = ["CAP_X"] }, "invalid CapDrop: unknown capability: \"CAP_X\"");
        Fails(None with { DeviceCgroupRules = ["foo"] }, "invalid device cgroup rule format: 'foo'");
        Fails(None with { DeviceCgroupRules = ["c 1:3 rwmx"] }, "invalid device cgroup rule format: 'c 1:3 rwmx'");
        Fails(None with { Devices = [new DeviceMapping { PathOnHost = "/dev/null", PathInContainer = "/x", CgroupPermissions = "zzz" }] }, "invalid device mode: zzz");
        Fails(None with { Ulimits = [new Ulimit { Name = "foo" }] }, "invalid ulimit type: foo");
        Fails(None with { Ulimits = [new Ulimit { Name = "nofile", Soft = 5, Hard = 1 }] }, "ulimit soft limit must be less than or equal to hard limit: 5 > 1");
        Fails(None with { SecurityOpt = ["foo"] }, "invalid --security-opt 1: \"foo\"");
        Fails(None with { SecurityOpt = ["foo=x"] }, "invalid --security-opt 2: \"foo=x\"");
        Fails(None with { SecurityOpt = ["no-new-privileges=zz"] }, "invalid --security-opt 2: \"no-new-privileges=zz\"");
        Fails(None with { Sysctls = new() { ["kernel.panic"] = "1" } }, "sysctl \"kernel.panic\" is not in a separate kernel namespace");
        Fails(new HostConfig { NetworkMode = "host", Sysctls = new() { ["net.ipv4.ip_forward"] = "1" } }, "sysctl \"net.ipv4.ip_forward\" not allowed in host network namespace");
        Fails(None with { Sysctls = new() { ["net./../kernel.panic"] = "1" } }, "sysctl \"net./../kernel.panic\" is not a name");
        Fails(None with { DeviceRequests = [new DeviceRequest { Count = -1, Capabilities = [["gpu"]] }] }, "could not select device driver \"\" with capabilities: [[gpu]]", kind: ErrorKind.System);
        Assert.StartsWith(
            "Decoding seccomp profile failed: ",
            Assert.Throws<DaemonException>(() => HostConfigValidation.Validate(new ContainerConfig(), None with { SecurityOpt = ["seccomp={"] }, SpecFixture.SomeHost)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_capability_that_the_host_lacks_cannot_be_added()
    {
        HostFacts host = SpecFixture.SomeHost with { Capabilities = Capabilities.Known & ~Capabilities.Bit("CAP_SYS_RESOURCE") };
        DaemonException exception = Assert.Throws<DaemonException>(() =>
            HostConfigValidation.Validate(new ContainerConfig(), None with { CapAdd = ["SYS_RESOURCE"] }, host));

        Assert.Contains("\"CAP_SYS_RESOURCE\"", exception.Message, StringComparison.Ordinal);
        HostConfigValidation.Validate(new ContainerConfig(), None with { CapAdd = ["ALL"] }, host);
    }

    [Fact]
    public void Mounts_are_checked()
    {
        const string Absolute = "mount path must be absolute";
        Fails(Binds("/tmp:foo"), $"invalid volume specification: '/tmp:foo': invalid mount config for type \"bind\": invalid mount path: 'foo' {Absolute}");
        Fails(Binds("/tmp:/"), "invalid volume specification: '/tmp:/': invalid mount config for type \"bind\": invalid specification: destination can't be '/'");
        Fails(Binds("/tmp:/a/.."), "invalid volume specification: '/tmp:/a/..': invalid mount config for type \"bind\": invalid specification: destination can't be '/'");
        Fails(Binds("/tmp:/x:zz"), "invalid mode: zz");
        Fails(Binds("/tmp:/x:ro,rw"), "invalid mode: ro,rw");
        Fails(Binds("/tmp:rw"), "invalid volume specification: '/tmp:rw'");
        Fails(Binds("a:b:c:d"), "invalid volume specification: 'a:b:c:d'");
        Fails(Binds(""), "invalid volume specification: ''");
        Fails(Binds("x"), $"invalid volume specification: 'x': invalid mount config for type \"volume\": invalid mount path: 'x' {Absolute}");
        Fails(Binds("/tmp:/x:nocopy"), "invalid volume specification: '/tmp:/x:nocopy': invalid mount config for type \"bind\": field VolumeOptions must not be specified");
        Fails(Binds("/tmp:/x", "/etc:/x"), "Duplicate mount point: /x");
        Fails(Binds("/tmp:/x") with { Tmpfs = new() { ["/x/"] = "" } }, "Duplicate mount point: /x");
        Fails(None with { Tmpfs = new() { ["foo"] = "" } }, $"invalid mount path: 'foo' {Absolute}");
        Fails(None with { Tmpfs = new() { ["/"] = "" } }, "invalid specification: destination can't be '/'");
        Fails(None with { Tmpfs = new() { ["/x"] = "foo=bar" } }, "invalid tmpfs option [\"foo=bar\"]");
        Fails(Mount(new() { Type = "foo", Target = "/x" }), "invalid mount config for type \"foo\": mount type unknown");
        Fails(Mount(new() { Type = "bind", Target = "/x" }), "invalid mount config for type \"bind\": field Source must not be empty");
        Fails(Mount(new() { Type = "bind", Source = "/nope", Target = "/x" }), "invalid mount config for type \"bind\": bind source path does not exist: /nope");
        Fails(Mount(new() { Type = "bind", Source = "tmp", Target = "/x" }), $"invalid mount config for type \"bind\": invalid mount path: 'tmp' {Absolute}");
        Fails(Mount(new() { Type = "bind", Source = "/tmp", Target = "x" }), $"invalid mount config for type \"bind\": invalid mount path: 'x' {Absolute}");
        Fails(Mount(new() { Type = "bind", Source = "/tmp" }), "invalid mount config for type \"bind\": field Target must not be empty");
        Fails(
            Mount(new() { Type = "bind", Source = "/tmp", Target = "/x", VolumeOptions = new() }),
            "invalid mount config for type \"bind\": field VolumeOptions must not be specified");
        Fails(
            Mount(new() { Type = "bind", Source = "/tmp", Target = "/x", BindOptions = new() { Propagation = "foo" } }),
            "invalid mount config for type \"bind\": invalid propagation mode: foo");
        Fails(Mount(new() { Type = "tmpfs", Source = "/tmp", Target = "/x" }), "invalid mount config for type \"tmpfs\": field Source must not be specified");
        Fails(
            Mount(new() { Type = "tmpfs", Target = "/x", BindOptions = new() }),
            "invalid mount config for type \"tmpfs\": field BindOptions must not be specified");

        static HostConfig Binds(params string[] binds) => None with { Binds = binds };

        static HostConfig Mount(MountSpec mount) => None with { Mounts = [mount] };
    }

    [Fact]
    public void What_is_not_built_says_so()
    {
        NotBuilt(None with { Binds = ["vol:/x"] });
        NotBuilt(None with { Binds = ["/x"] });
        NotBuilt(None with { VolumesFrom = ["x"] });
        NotBuilt(None with { Mounts = [new MountSpec { Type = "volume", Source = "v", Target = "/x" }] });
        NotBuilt(None with { SecurityOpt = ["apparmor=x"] });
        NotBuilt(None, new ContainerConfig { Volumes = new() { ["/data"] = EmptyObject.Instance } });

        static void NotBuilt(HostConfig hostConfig, ContainerConfig? config = null)
        {
            DaemonException exception = Assert.Throws<DaemonException>(() => HostConfigValidation.Validate(config ?? new ContainerConfig(), hostConfig, SpecFixture.SomeHost));
            Assert.Equal(ErrorKind.NotImplemented, exception.Kind);
            Assert.Contains("not built", exception.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void An_image_s_volume_that_the_user_covers_is_no_obstacle()
    {
        var config = new ContainerConfig { Volumes = new() { ["/data/"] = EmptyObject.Instance } };

        HostConfigValidation.Validate(config, None with { Binds = ["/tmp:/data"] }, SpecFixture.SomeHost);
        HostConfigValidation.Validate(config, None with { Tmpfs = new() { ["/data"] = "" } }, SpecFixture.SomeHost);
    }

    [Fact]
    public void Network_options_are_checked()
    {
        var container = new HostConfig { NetworkMode = "container:x" };
        Fails(new HostConfig { NetworkMode = "container:" }, "Invalid network mode: invalid container format container:<name|id>");
        Fails(container, "conflicting options: hostname and the network mode", new ContainerConfig { Hostname = "x" });
        Fails(container with { PublishAllPorts = true }, "conflicting options: port publishing and the container type network mode");
        Fails(None with { PortBindings = new() { ["80/tcp"] = [new PortBinding { HostPort = "x" }] } }, "invalid port specification: \"x\"");
        Fails(None with { ExtraHosts = ["foo"] }, "bad format for add-host: \"foo\"");
    }

    [Fact]
    public void A_null_in_a_list_is_refused()
    {
        Fails(None with { CapAdd = [null!] }, "CapAdd has a null in it");
        Fails(None with { Mounts = [null!] }, "Mounts has a null in it");
        Fails(None with { PortBindings = new() { ["80/tcp"] = [null!] } }, "PortBindings.80/tcp has a null in it");
        Fails(None, "Env has a null in it", new ContainerConfig { Env = ["A=b", null!] });
        HostConfigValidation.Validate(new ContainerConfig(), None with { PortBindings = new() { ["80/tcp"] = null } }, SpecFixture.SomeHost);
    }

    [Fact]
    public void What_the_image_or_the_daemon_adds_conflicts_with_no_network()
    {
        var merged = new ContainerConfig { Hostname = "0123456789ab", ExposedPorts = new() { ["80/tcp"] = EmptyObject.Instance } };

        HostConfigValidation.Validate(new ContainerConfig(), merged, new HostConfig { NetworkMode = "container:x" }, SpecFixture.SomeHost);
        HostConfigValidation.Validate(new ContainerConfig(), merged, None with { UTSMode = "host" }, SpecFixture.SomeHost);
        Assert.Throws<DaemonException>(() =>
            HostConfigValidation.Validate(new ContainerConfig(), new ContainerConfig { Volumes = new() { ["/data"] = EmptyObject.Instance } }, None, SpecFixture.SomeHost));
    }

    private static void Fails(HostConfig hostConfig, string message, ContainerConfig? config = null, ErrorKind kind = ErrorKind.Invalid)
    {
        DaemonException exception = Assert.Throws<DaemonException>(() => HostConfigValidation.Validate(config ?? new ContainerConfig(), hostConfig, SpecFixture.SomeHost));
        Assert.Equal(message, exception.Message);
        Assert.Equal(kind, exception.Kind);
    }
}
