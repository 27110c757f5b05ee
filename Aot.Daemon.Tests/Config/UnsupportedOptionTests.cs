using Aot.Daemon.Config;
using Aot.Daemon.Primitives;
using Xunit;

namespace Aot.Daemon.Tests.Config;

/// <summary>Options of dockerd's that aotd only knows: none is ignored in silence.</summary>
public sealed class UnsupportedOptionTests : IDisposable
{
    // All keys of dockerd 20.10 to 29, from its documentation, but for those that aotd has.
    private static readonly string[] DockerdKeys =
    [
        "allow-nondistributable-artifacts", "api-cors-header", "authorization-plugins", "bip", "bip6", "bridge", "bridge-accept-fwmark", "builder",
        "cdi-spec-dirs", "cgroup-parent", "containerd", "containerd-namespace", "containerd-plugins-namespace", "cpu-rt-period", "cpu-rt-runtime",
        "data-root", "debug", "default-address-pools", "default-cgroupns-mode", "default-gateway", "default-gateway-v6", "default-ipc-mode",
        "default-network-opts", "default-runtime", "default-shm-size", "default-ulimits", "deprecated-key-path", "dns", "dns-opts", "dns-search",
        "exec-opts", "exec-root", "experimental", "features", "firewall-backend", "fixed-cidr", "fixed-cidr-v6", "group", "host-gateway-ip",
        "host-gateway-ips", "hosts", "icc", "init", "init-path", "insecure-registries", "ip", "ip-forward", "ip-forward-no-drop", "ip-masq",
        "ip6tables", "iptables", "ipv6", "labels", "live-restore", "log-driver", "log-format", "log-level", "log-opts", "max-concurrent-downloads",
        "max-concurrent-uploads", "max-download-attempts", "metrics-addr", "min-api-version", "mtu", "network-control-plane-mtu",
        "network-diagnostic-port", "no-new-privileges", "node-generic-resources", "nri-opts", "oom-score-adjust", "pidfile", "raw-logs",
        "registry-mirrors", "rootless", "runtimes", "seccomp-profile", "selinux-enabled", "shutdown-timeout", "storage-driver", "storage-opts",
        "swarm-default-advertise-addr", "swarm-raft-election-tick", "swarm-raft-heartbeat-tick", "tls", "tlscacert", "tlscert", "tlskey",
        "tlsverify", "userland-proxy", "userland-proxy-path", "userns-remap",
    ];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Every_key_of_dockerds_is_known()
    {
        Assert.DoesNotContain(DockerdKeys, key => OptionTable.ByKey(null, key) is null);
        Assert.All(["http-proxy", "https-proxy", "no-proxy"], key => Assert.NotNull(OptionTable.ByKey("proxies", key)));
    }

    [Theory]
    [InlineData("""{"iptables": false}""", "iptables is not supported and has no effect: rules are set in an nftables table of aotd's own, always")]
    [InlineData("""{"builder": {"gc": {"enabled": true}}}""", "builder is not supported and has no effect: there is no builder yet")]
    [InlineData("""{"exec-opts": ["native.cgroupdriver=systemd"]}""", "exec-opts is not supported and has no effect: only the cgroupfs driver is built")]
    [InlineData("""{"features": {"buildkit": true}}""", "features: buildkit is not supported and has no effect")]
    public void One_that_would_do_something_gives_a_warning(string file, string warning) => Assert.Equal<string>([warning], ConfigWarnings.Of(Load(file)));

    [Theory]
    [InlineData("""{"iptables": true, "ip6tables": true, "firewall-backend": "nftables", "userland-proxy": false, "bridge": "none", "icc": true}""")]
    [InlineData("""{"storage-driver": "overlay2", "storage-opts": [], "builder": {}, "exec-opts": ["native.cgroupdriver=cgroupfs"]}""")]
    [InlineData("""{"selinux-enabled": false, "userns-remap": "", "authorization-plugins": [], "rootless": false, "raw-logs": true}""")]
    [InlineData("""{"features": {"buildkit": false}, "mtu": null}""")]
    public void One_that_says_what_is_so_anyway_gives_none(string file) => Assert.Empty(ConfigWarnings.Of(Load(file)));

    [Theory]
    [InlineData("""{"userns-remap": "default"}""", "userns-remap is not supported: containers would run as root of the host, not remapped")]
    [InlineData("""{"authorization-plugins": ["opa"]}""", "authorization-plugins is not supported: there are no plugins, and to go on without them would let everyone in")]
    [InlineData("""{"selinux-enabled": true}""", "selinux-enabled is not supported: processes are not labelled")]
    [InlineData("""{"host-gateway-ip": "1.1.1.1", "host-gateway-ips": ["1.1.1.1"]}""", "host-gateway-ip and host-gateway-ips cannot both be given: use host-gateway-ips")]
    public void One_without_which_the_daemon_would_be_less_safe_is_refused(string file, string error) =>
        Assert.Equal(error, Assert.Throws<DaemonException>(() => Load(file)).Message);

    [Theory]
    [InlineData("""{"dns": ["1.1.1.1o"]}""", "1.1.1.1o is not an ip address")]
    [InlineData("""{"dns-search": ["123456"]}""", "123456 is not a valid domain")]
    [InlineData("""{"mtu": -10}""", "invalid default MTU: -10")]
    [InlineData("""{"network-diagnostic-port": 65536}""", "invalid network-diagnostic-port: 65536")]
    [InlineData("""{"node-generic-resources": ["foo"]}""", "could not parse GenericResource: incorrect term foo, missing '=' or malformed expression")]
    [InlineData("""{"exec-opts": ["foo=bar"]}""", "invalid exec-opt foo=bar")]
    [InlineData("""{"default-address-pools": {}}""", "default-address-pools: must be an array")]
    public void What_dockerd_refuses_is_refused(string file, string error) =>
        Assert.Contains(error, Assert.Throws<DaemonException>(() => Load(file)).Message, StringComparison.Ordinal);

    [Fact]
    public void Flag_and_file_conflict_as_for_any_other()
    {
        string file = """{"default-address-pools": [{"base": "10.0.0.0/8", "size": 24}]}""";
        Assert.Single(Load(file).Network.DefaultAddressPools);
        Assert.Equal<AddressPoolConfig>(Load(file).Network.DefaultAddressPools, Load("{}", "--default-address-pool", "base=10.0.0.0/8,size=24").Network.DefaultAddressPools);
        Assert.Contains("specified both as a flag and in the configuration file: default-address-pools: (from flag:",
            Assert.Throws<DaemonException>(() => Load(file, "--default-address-pool", "base=10.0.0.0/8,size=24")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_conflict_over_a_proxy_does_not_show_its_password()
    {
        string message = Assert.Throws<DaemonException>(
            () => Load("""{"proxies": {"http-proxy": "http://a:secret@b"}}""", "--http-proxy", "http://c:secret@d")).Message;
        Assert.Contains("http-proxy: (from flag: http://xxxxx:xxxxx@d, from file: http://xxxxx:xxxxx@b)", message, StringComparison.Ordinal);
    }

    private DaemonConfig Load(string file, params string[] flags) =>
        ConfigLoader.Load(CommandLine.Parse(["--config-file", _folder.Write("daemon.json", file), .. flags]));
}
