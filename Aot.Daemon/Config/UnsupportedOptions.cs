using System.Collections.Immutable;
using System.Text.Json;

namespace Aot.Daemon.Config;

/// <summary>The options of dockerd (20.10 to 29) that aotd does not have.</summary>
internal static class UnsupportedOptions
{
    private const string OwnRules = "rules are set in an nftables table of aotd's own, always";
    private const string NoContainerd = "there is no containerd engine yet";
    private const string NoSwarm = "there is no swarm";
    private const string NoTls = "the API is on unix sockets only";
    private static readonly BooleanSyntax Boolean = new();
    private static readonly NumberSyntax Number = new();
    private static readonly TextSyntax Text = new();
    private static readonly ListSyntax<string> List = new("list", text => text);

    public static ImmutableArray<DaemonOption> Rows { get; } =
    [
        new UnsupportedOption<ImmutableArray<string>>(List, "such artifacts are pushed like others, as by dockerd from 29 on")
        {
            Name = "allow-nondistributable-artifacts", Key = "allow-nondistributable-artifacts",
        },
        new UnsupportedOption<string>(Text, "browsers are to use a proxy, as from dockerd 28 on")
        {
            Name = "api-cors-header", Key = "api-cors-header",
        },
        new UnsupportedOption<ImmutableArray<string>>(List, "there are no plugins, and to go on without them would let everyone in")
        {
            Name = "authorization-plugin", Key = "authorization-plugins", IsRefused = true, Harmless = ["[]"],
        },
        new UnsupportedOption<string>(Text, OwnRules) { Name = "bridge-accept-fwmark", Key = "bridge-accept-fwmark" },
        new UnsupportedOption<string>(new JsonSyntax("map", JsonValueKind.Object), "there is no builder yet")
        {
            Name = "", Key = "builder", Harmless = ["{}"],
        },
        new UnsupportedOption<ImmutableArray<string>>(List, "devices are not found by CDI yet")
        {
            Name = "cdi-spec-dir", Key = "cdi-spec-dirs", Harmless = ["[]"],
        },
        new UnsupportedOption<string>(Text, NoContainerd) { Name = "containerd-namespace", Key = "containerd-namespace" },
        new UnsupportedOption<string>(Text, NoContainerd) { Name = "containerd-plugins-namespace", Key = "containerd-plugins-namespace" },
        new UnsupportedOption<int>(Number, "real-time budgets of the parent cgroup are not set")
        {
            Name = "cpu-rt-period", Key = "cpu-rt-period", Harmless = ["0"],
        },
        new UnsupportedOption<int>(Number, "real-time budgets of the parent cgroup are not set")
        {
            Name = "cpu-rt-runtime", Key = "cpu-rt-runtime", Harmless = ["0"],
        },
        new UnsupportedOption<bool>(Boolean, NoContainerd) { Name = "cri-containerd", Key = "cri-containerd", Harmless = ["false"] },
        new UnsupportedOption<string>(Text, "image manifests of schema 1, which it signed, are gone")
        {
            Name = "", Key = "deprecated-key-path",
        },
        new UnsupportedOption<ImmutableArray<string>>(new ListSyntax<string>("list", ForeignRules.ExecOption), "only the cgroupfs driver is built")
        {
            Name = "exec-opt", Key = "exec-opts", Harmless = ["[]", "[\"native.cgroupdriver=cgroupfs\"]"],
        },
        new UnsupportedOption<bool>(Boolean, "there are no experimental features")
        {
            Name = "experimental", Key = "experimental", Harmless = ["false"],
        },
        new UnsupportedOption<string>(Text, OwnRules) { Name = "firewall-backend", Key = "firewall-backend", Harmless = ["\"nftables\"", "\"\""] },
        new UnsupportedOption<bool>(Boolean, "the policy of the forward chain is never changed")
        {
            Name = "ip-forward-no-drop", Key = "ip-forward-no-drop", Harmless = ["false", "true"],
        },
        new UnsupportedOption<bool>(Boolean, OwnRules) { Name = "ip6tables", Key = "ip6tables", Harmless = ["true"] },
        new UnsupportedOption<bool>(Boolean, OwnRules) { Name = "iptables", Key = "iptables", Harmless = ["true"] },
        new UnsupportedOption<string>(Text, "versions from 1.24 on are answered") { Name = "", Key = "min-api-version" },
        new UnsupportedOption<int>(Number, NoSwarm) { Name = "network-control-plane-mtu", Key = "network-control-plane-mtu" },
        new UnsupportedOption<int>(new NumberSyntax("invalid network-diagnostic-port", 65535), NoSwarm)
        {
            Name = "network-diagnostic-port", Key = "network-diagnostic-port", Harmless = ["0"],
        },
        new UnsupportedOption<ImmutableArray<string>>(new ListSyntax<string>("list", ForeignRules.GenericResource), NoSwarm)
        {
            Name = "node-generic-resource", Key = "node-generic-resources", Harmless = ["[]"],
        },
        new UnsupportedOption<string>(new JsonSyntax("map", JsonValueKind.Object), "there is no NRI")
        {
            Name = "nri-opt", Key = "nri-opts", Harmless = ["{}"],
        },
        new UnsupportedOption<int>(Number, "let the service manager set it (OOMScoreAdjust=)")
        {
            Name = "oom-score-adjust", Key = "oom-score-adjust", Harmless = ["0"],
        },
        new UnsupportedOption<bool>(Boolean, "log lines are never coloured")
        {
            Name = "raw-logs", Key = "raw-logs", Harmless = ["true", "false"],
        },
        new UnsupportedOption<bool>(Boolean, "root is needed")
        {
            Name = "rootless", Key = "rootless", IsRefused = true, Harmless = ["false"],
        },
        new UnsupportedOption<string>(Text, "only the built-in profile is applied by default; a container may name its own")
        {
            Name = "seccomp-profile", Key = "seccomp-profile", IsRefused = true, Harmless = ["\"\"", "\"builtin\""],
        },
        new UnsupportedOption<bool>(Boolean, "processes are not labelled")
        {
            Name = "selinux-enabled", Key = "selinux-enabled", IsRefused = true, Harmless = ["false"],
        },
        new UnsupportedOption<string>(Text, "there is one, overlayfs")
        {
            Name = "storage-driver", Key = "storage-driver", Shorthand = 's', Harmless = ["\"overlay2\"", "\"\""],
        },
        new UnsupportedOption<ImmutableArray<string>>(List, "there is one storage driver, without options")
        {
            Name = "storage-opt", Key = "storage-opts", Harmless = ["[]"],
        },
        new UnsupportedOption<string>(Text, NoSwarm) { Name = "swarm-default-advertise-addr", Key = "swarm-default-advertise-addr" },
        new UnsupportedOption<int>(Number, NoSwarm)
        {
            Name = "swarm-raft-election-tick", Key = "swarm-raft-election-tick", Harmless = ["0"],
        },
        new UnsupportedOption<int>(Number, NoSwarm)
        {
            Name = "swarm-raft-heartbeat-tick", Key = "swarm-raft-heartbeat-tick", Harmless = ["0"],
        },
        new UnsupportedOption<bool>(Boolean, NoTls) { Name = "tls", Key = "tls", Harmless = ["false"] },
        new UnsupportedOption<string>(Text, NoTls) { Name = "tlscacert", Key = "tlscacert" },
        new UnsupportedOption<string>(Text, NoTls) { Name = "tlscert", Key = "tlscert" },
        new UnsupportedOption<string>(Text, NoTls) { Name = "tlskey", Key = "tlskey" },
        new UnsupportedOption<bool>(Boolean, NoTls) { Name = "tlsverify", Key = "tlsverify", Harmless = ["false"] },
        new UnsupportedOption<string>(Text, "published ports need no proxy") { Name = "userland-proxy-path", Key = "userland-proxy-path" },
        new UnsupportedOption<string>(Text, "containers would run as root of the host, not remapped")
        {
            Name = "userns-remap", Key = "userns-remap", IsRefused = true, Harmless = ["\"\""],
        },
    ];
}
