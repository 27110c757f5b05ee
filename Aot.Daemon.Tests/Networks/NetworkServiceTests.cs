using Aot.Daemon.Config;
using Aot.Daemon.Http;
using Aot.Daemon.Networks;
using Aot.Daemon.Networks.Contracts;
using Aot.Daemon.Primitives;
using Aot.Daemon.Tests.Fakes;
using Xunit;

namespace Aot.Daemon.Tests.Networks;

/// <summary>Create, list, remove, prune, and what a next daemon finds.</summary>
public sealed class NetworkServiceTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_predefined_networks_are_there_and_keep_their_ids()
    {
        string[] Ids(TestNetworks networks) => [networks.Directory.Find("bridge").Id, networks.Directory.Find("host").Id, networks.Directory.Find("none").Id];
        string[] first = Ids(new TestNetworks(_folder.Path));
        Assert.Equal(first, Ids(new TestNetworks(_folder.Path)));
        Assert.Equal(3, first.Distinct().Count());
    }

    [Fact]
    public void A_network_is_made_told_and_found_again_by_the_next_daemon()
    {
        var networks = new TestNetworks(_folder.Path);
        var request = new NetworkCreateRequest
        {
            Name = "own",
            Internal = true,
            Labels = new() { ["a"] = "b" },
            Options = new() { ["com.docker.network.driver.mtu"] = "1400", ["com.docker.network.bridge.enable_icc"] = "false" },
            IPAM = new IpamSettings
            {
                Config = [new IpamConfig { Subnet = "10.5.0.0/16", IPRange = "10.5.9.0/24", Gateway = "10.5.0.254", AuxiliaryAddresses = new() { ["x"] = "10.5.9.0" } }],
            },
        };
        string id = networks.Create.Run(request, networks.Config).Id;
        NetworkEntry entry = networks.Directory.Find("own");
        Assert.Equal(("br-" + id[..12], 1400, true, false), (entry.Bridge!.InterfaceName, entry.Bridge.Mtu, entry.Bridge.IsInternal, entry.Bridge.AllowsInterContainer));
        Assert.Equal("10.5.0.254/16", Assert.Single(entry.Bridge.Addresses).ToString());
        Assert.Same(entry.Bridge, networks.Dataplane.Bridges[entry.Bridge.InterfaceName]);
        Assert.Equal("create", Assert.Single(networks.Events.Actions));

        NetworkEntry again = new TestNetworks(_folder.Path).Directory.Find("own");
        Assert.Equal(NetworkText(entry), NetworkText(again));
        Assert.Equal("10.5.9.1", again.IPv4!.Pool.Take()!.ToString());
    }

    [Theory]
    [InlineData("""{"Name":"bridge"}""", "Forbidden", "operation is not permitted on predefined bridge network ")]
    [InlineData("""{"Name":""}""", "Invalid", "invalid name: ")]
    [InlineData("""{"Name":"a\nb"}""", "Invalid", "invalid name: a\nb")]
    [InlineData("""{"Name":"container:x"}""", "Invalid", "invalid name: container:x")]
    [InlineData("""{"Name":"taken"}""", "Conflict", "network with name taken already exists")]
    [InlineData("""{"Name":"n","Driver":"nope"}""", "NotFound", "plugin \"nope\" not found")]
    [InlineData("""{"Name":"n","Driver":"host"}""", "Forbidden", "only one instance of \"host\" network is allowed")]
    [InlineData("""{"Name":"n","Driver":"macvlan"}""", "NotImplemented", "networks of the driver macvlan are not supported: bridge, host and none are")]
    [InlineData("""{"Name":"n","IPAM":{"Driver":"nope"}}""", "NotFound", "plugin \"nope\" not found")]
    [InlineData("""{"Name":"n","IPAM":{"Config":[{"Subnet":"10.5.0.0/24"}]}}""", "Forbidden", "Pool overlaps with other one on this address space")]
    [InlineData("""{"Name":"n","IPAM":{"Config":[{"Subnet":"10.5.0.0/15"}]}}""", "Forbidden", "Pool overlaps with other one on this address space")]
    [InlineData("""{"Name":"n","IPAM":{"Config":[{"Subnet":"bogus"}]}}""", "Invalid", "Invalid subnet bogus : invalid CIDR address: bogus")]
    [InlineData("""{"Name":"n","IPAM":{"Config":[{"Gateway":"10.6.0.1"}]}}""", "Invalid", "Invalid subnet  : invalid CIDR address: ")]
    [InlineData("""{"Name":"n","IPAM":{"Config":[{"Subnet":"127.0.0.0/24"}]}}""", "Invalid", "invalid subnet 127.0.0.0/24: no container can have an address of it")]
    [InlineData("""{"Name":"n","IPAM":{"Config":[{"Subnet":"10.6.0.0/24","Gateway":"10.7.0.1"}]}}""", "Invalid", "failed to allocate gateway (10.7.0.1): Requested address is out of range")]
    [InlineData("""{"Name":"n","IPAM":{"Config":[{"Subnet":"10.6.0.0/24","Gateway":"10.6.0.255"}]}}""", "Invalid", "failed to allocate gateway (10.6.0.255): Address already in use")]
    [InlineData("""{"Name":"n","IPAM":{"Config":[{"Subnet":"10.6.0.0/24","Gateway":"x"}]}}""", "Invalid", "invalid gateway address x in Ipam configuration")]
    [InlineData("""{"Name":"n","IPAM":{"Config":[{"Subnet":"10.6.0.0/24","IPRange":"10.7.0.0/25"}]}}""", "Invalid", "invalid ip-range 10.7.0.0/25: parent subnet 10.6.0.0/24 doesn't contain ip-range")]
    [InlineData("""{"Name":"n","IPAM":{"Config":[{"Subnet":"10.6.0.0/24","AuxiliaryAddresses":{"x":"y"}}]}}""", "Invalid", "non parsable secondary ip address (x:y) passed for network n")]
    [InlineData("""{"Name":"n","IPAM":{"Config":[{"Subnet":"10.6.0.0/31"}]}}""", "Invalid", "failed to allocate gateway (): No available addresses on this pool")]
    [InlineData("""{"Name":"n","IPAM":{"Config":[{"Subnet":"10.6.0.0/24"},{"Subnet":"10.7.0.0/24"}]}}""", "Forbidden", "bridge driver doesn't support multiple subnets")]
    [InlineData("""{"Name":"n","Options":{"com.docker.network.bridge.enable_icc":"maybe"}}""", "Invalid", "failed to parse com.docker.network.bridge.enable_icc value: maybe (strconv.ParseBool: parsing \"maybe\": invalid syntax)")]
    [InlineData("""{"Name":"n","Options":{"com.docker.network.driver.mtu":"12"}}""", "Invalid", "failed to parse com.docker.network.driver.mtu value: 12 (out of range)")]
    [InlineData("""{"Name":"n","Options":{"com.docker.network.bridge.host_binding_ipv4":"x"}}""", "Invalid", "failed to parse com.docker.network.bridge.host_binding_ipv4 value: x (nil ip)")]
    [InlineData("""{"Name":"n","Options":{"com.docker.network.bridge.name":"../etc"}}""", "Invalid", "invalid com.docker.network.bridge.name: \"../etc\" is no name of a link: at most 15 characters, no space, no '/'")]
    [InlineData("""{"Name":"n","EnableIPv4":false}""", "Invalid", "IPv4 or IPv6 must be enabled")]
    [InlineData("""{"Name":"n","Scope":"swarm"}""", "Forbidden", "cannot create a swarm scoped network when swarm is not active")]
    [InlineData("""{"Name":"n","ConfigOnly":true}""", "NotImplemented", "networks that are configurations of others are not supported by this version of aotd")]
    public void Bad_input_is_refused_in_dockerds_words_and_leaves_nothing(string body, string kind, string words)
    {
        var networks = new TestNetworks(_folder.Path);
        networks.Create.Run(new NetworkCreateRequest { Name = "taken", IPAM = Ipam("10.5.0.0/16") }, networks.Config);
        string[] files = Files();
        DaemonException refusal = Assert.Throws<DaemonException>(() => networks.Create.Run(Parse(body), networks.Config));
        Assert.Equal((kind, words), (refusal.Kind.ToString(), refusal.Message));
        Assert.Equal(files, Files());
        Assert.Single(networks.Dataplane.Bridges);
        networks.Create.Run(new NetworkCreateRequest { Name = "n", IPAM = Ipam("10.6.0.0/16") }, networks.Config);
    }

    [Fact]
    public void A_network_whose_link_cannot_be_made_is_none()
    {
        var networks = new TestNetworks(_folder.Path);
        string[] files = Files();
        networks.Dataplane.BridgeFailure = DaemonException.System("no");
        Assert.Throws<DaemonException>(() => networks.Create.Run(new NetworkCreateRequest { Name = "n", IPAM = Ipam("10.6.0.0/16") }, networks.Config));
        Assert.Equal(files, Files());
        networks.Dataplane.BridgeFailure = null;
        networks.Create.Run(new NetworkCreateRequest { Name = "n", IPAM = Ipam("10.6.0.0/16") }, networks.Config);
    }

    [Fact]
    public void A_bridge_that_is_there_already_stays_its_owners()
    {
        var networks = new TestNetworks(_folder.Path);
        networks.Dataplane.ForeignLinks.Add("br0");
        var request = new NetworkCreateRequest { Name = "n", IPAM = Ipam("10.6.0.0/16"), Options = new() { ["com.docker.network.bridge.name"] = "br0" } };
        networks.Create.Run(request, networks.Config);
        Assert.True(networks.Directory.Find("n").Bridge!.IsForeign);
        Assert.True(new TestNetworks(_folder.Path).Directory.Find("n").Bridge!.IsForeign);
    }

    [Fact]
    public void Pools_are_exhausted_in_dockerds_words()
    {
        var config = new NetworkConfig { DefaultAddressPools = [new AddressPoolConfig(System.Net.IPNetwork.Parse("10.9.0.0/23"), 24)] };
        var networks = new TestNetworks(_folder.Path, config: config);
        Assert.Equal("10.9.1.0/24", SubnetOf(networks, "second"));
        DaemonException refusal = Assert.Throws<DaemonException>(() => SubnetOf(networks, "third"));
        Assert.Equal(
            (ErrorKind.NotFound, "could not find an available, non-overlapping IPv4 address pool among the defaults to assign to the network"),
            (refusal.Kind, refusal.Message));
        networks.Remove.Run(networks.Directory.Find("second"));
        Assert.Equal("10.9.1.0/24", SubnetOf(networks, "third"));
    }

    [Theory]
    [InlineData("""{"name":["on"]}""", "none one")]
    [InlineData("""{"name":["^o"]}""", "one")]
    [InlineData("""{"driver":["host"]}""", "host")]
    [InlineData("""{"type":["custom"]}""", "one two")]
    [InlineData("""{"type":["builtin"]}""", "bridge host none")]
    [InlineData("""{"label":["a"]}""", "one")]
    [InlineData("""{"label":["a=c"]}""", "")]
    [InlineData("""{"dangling":["true"]}""", "one two")]
    [InlineData("""{"dangling":["false"]}""", "bridge host none")]
    [InlineData("""{"scope":["swarm"]}""", "")]
    public void Lists_are_filtered(string filters, string expected)
    {
        var networks = new TestNetworks(_folder.Path);
        networks.Create.Run(new NetworkCreateRequest { Name = "one", Labels = new() { ["a"] = "b" } }, networks.Config);
        networks.Create.Run(new NetworkCreateRequest { Name = "two" }, networks.Config);
        var filter = new NetworkFilter(Filters.Parse(filters));
        Assert.Equal(expected, string.Join(' ', networks.Directory.All().Where(filter.Matches).Select(network => network.Name).Order(StringComparer.Ordinal)));
    }

    [Theory]
    [InlineData("""{"bogus":["x"]}""")]
    [InlineData("""{"type":["x"]}""")]
    [InlineData("""{"dangling":["x"]}""")]
    [InlineData("""{"dangling":["true","false"]}""")]
    public void Filters_that_cannot_be_are_refused(string filters) =>
        Assert.Equal(ErrorKind.Invalid, Assert.Throws<DaemonException>(() => new NetworkFilter(Filters.Parse(filters))).Kind);

    [Fact]
    public void Removal_and_prune_spare_what_is_predefined()
    {
        var networks = new TestNetworks(_folder.Path);
        Assert.Equal(
            "bridge is a pre-defined network and cannot be removed",
            Assert.Throws<DaemonException>(() => networks.Remove.Run(networks.Directory.Find("bridge"))).Message);
        networks.Create.Run(new NetworkCreateRequest { Name = "one" }, networks.Config);
        networks.Create.Run(new NetworkCreateRequest { Name = "two", Labels = new() { ["keep"] = "" } }, networks.Config);
        Assert.Equal(["one"], networks.Prune.Run(Filters.Parse("""{"label!":["keep"]}""")).NetworksDeleted!);
        Assert.Null(networks.Prune.Run(Filters.Parse("""{"label!":["keep"]}""")).NetworksDeleted);
        networks.Remove.Run(networks.Directory.Find("two"));
        Assert.Empty(networks.Dataplane.Bridges);
        Assert.Equal(3, Files().Length);
        Assert.Equal(["create", "create", "destroy", "prune", "prune", "destroy"], networks.Events.Actions);
    }

    [Fact]
    public void Networks_are_found_by_id_name_and_the_beginning_of_an_id()
    {
        var networks = new TestNetworks(_folder.Path);
        string id = networks.Create.Run(new NetworkCreateRequest { Name = "own" }, networks.Config).Id;
        Assert.All([id, "own", id[..20]], reference => Assert.Equal(id, networks.Directory.Find(reference).Id));
        Assert.Equal("network nope not found", Assert.Throws<DaemonException>(() => networks.Directory.Find("nope")).Message);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("""{"Version":1}""")]
    [InlineData("""{"Version":1,"Id":"ID","Name":"own","Created":"2026-01-01T00:00:00Z","Driver":"bridge","Subnets":[{"Subnet":"x"}]}""")]
    [InlineData("""{"Version":1,"Id":"ID","Name":"own","Created":"2026-01-01T00:00:00Z","Driver":"bridge","Subnets":[{"Subnet":"10.0.0.0/8","Gateway":"11.0.0.1"}]}""")]
    [InlineData("""{"Version":1,"Id":"ID","Name":" ","Created":"2026-01-01T00:00:00Z","Driver":"bridge"}""")]
    public void A_damaged_record_is_put_aside_and_the_others_are_loaded(string content)
    {
        var networks = new TestNetworks(_folder.Path);
        string id = networks.Create.Run(new NetworkCreateRequest { Name = "own" }, networks.Config).Id;
        networks.Create.Run(new NetworkCreateRequest { Name = "other" }, networks.Config);
        string path = Path.Combine(_folder.Path, "networks", id + ".json");
        File.WriteAllText(path, content.Replace("ID", id, StringComparison.Ordinal));
        networks = new TestNetworks(_folder.Path);
        Assert.Null(networks.Directory.FindByName("own"));
        Assert.NotNull(networks.Directory.FindByName("other"));
        Assert.True(File.Exists(path + ".damaged"));
    }

    [Fact]
    public void The_default_network_is_as_daemon_json_says()
    {
        var config = new NetworkConfig
        {
            Bip = "10.7.0.5/16",
            FixedCidr = "10.7.8.0/24",
            DefaultGateway = "10.7.0.99",
            Mtu = 1300,
            Icc = false,
            IpMasquerade = false,
            Ipv6 = true,
            FixedCidrV6 = "fd07::/64",
        };
        NetworkEntry bridge = new TestNetworks(_folder.Path, config: config).Directory.Find("bridge");
        Assert.Equal(["10.7.0.5/16", "fd07::1/64"], bridge.Bridge!.Addresses.Select(address => address.ToString()));
        Assert.Equal(("aotd0", 1300, false, false), (bridge.Bridge.InterfaceName, bridge.Bridge.Mtu, bridge.Bridge.AllowsInterContainer, bridge.Bridge.Masquerades));
        Assert.Equal(("10.7.0.99", "10.7.8.0"), (bridge.IPv4!.Router.ToString(), bridge.IPv4.Pool.Take()!.ToString()));
        Assert.Equal(bridge.Id, new TestNetworks(_folder.Path).Directory.Find("bridge").Id);
    }

    [Fact]
    public void Without_a_default_network_there_is_none() =>
        Assert.Null(new TestNetworks(_folder.Path, config: new NetworkConfig { Bridge = "none" }).Directory.FindByName("bridge"));

    private static string SubnetOf(TestNetworks networks, string name)
    {
        networks.Create.Run(new NetworkCreateRequest { Name = name }, networks.Config);
        return networks.Directory.Find(name).IPv4!.Pool.Subnet.ToString();
    }

    private static IpamSettings Ipam(string subnet) => new() { Config = [new IpamConfig { Subnet = subnet }] };

    private static NetworkCreateRequest Parse(string body) =>
        System.Text.Json.JsonSerializer.Deserialize(body, ApiJsonContext.Default.NetworkCreateRequest)!;

    private static string NetworkText(NetworkEntry entry) =>
        System.Text.Json.JsonSerializer.Serialize(NetworkDescription.Describe(entry, withContainers: true), ApiJsonContext.Default.NetworkResource);

    private string[] Files() => [.. Directory.GetFiles(Path.Combine(_folder.Path, "networks")).Order(StringComparer.Ordinal)];
}
