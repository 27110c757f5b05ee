using System.Net;
using Aot.Daemon.Containers;
using Aot.Daemon.Containers.Contracts;
using Aot.Daemon.Primitives;
using Xunit;

namespace Aot.Daemon.Tests.Containers;

public sealed class ContainerFilesTests : IDisposable
{
    private const string Local = "127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost ip6-loopback\nfe00::0\tip6-localnet\n"
        + "ff00::0\tip6-mcastprefix\nff02::1\tip6-allnodes\nff02::2\tip6-allrouters\n";

    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void The_hostname_is_written_without_its_domain()
    {
        Write(new HostConfig { NetworkMode = "none" }, new ContainerConfig { Hostname = "web", Domainname = "example.org" });
        Assert.Equal("web\n", File.ReadAllText(ContainerFiles.HostnamePath(_folder.Path)));
    }

    [Fact]
    public void Without_a_network_hosts_names_the_loopback_and_what_was_added()
    {
        Write(new HostConfig { NetworkMode = "none", ExtraHosts = ["db:10.0.0.1", "v6:fe80::1"] });
        Assert.Equal(Local + "10.0.0.1\tdb\nfe80::1\tv6\n", Hosts());
    }

    [Fact]
    public void On_the_hosts_network_the_files_are_the_hosts()
    {
        Write(new HostConfig { NetworkMode = "host" });
        Assert.Equal(File.ReadAllText("/etc/hosts"), Hosts());
        Assert.Equal(File.ReadAllText("/etc/resolv.conf"), File.ReadAllText(ContainerFiles.ResolvConfPath(_folder.Path)));
    }

    [Fact]
    public void On_the_hosts_network_an_added_host_makes_a_file_of_its_own()
    {
        Write(new HostConfig { NetworkMode = "host", ExtraHosts = ["db:10.0.0.1"] });
        Assert.Equal(Local + "10.0.0.1\tdb\n", Hosts());
    }

    [Fact]
    public void In_anothers_network_nothing_is_written()
    {
        Write(new HostConfig { NetworkMode = "container:abc" });
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void They_are_readable_by_all_and_keep_their_identity()
    {
        Write(new HostConfig { NetworkMode = "none", ExtraHosts = ["a-long-name:10.0.0.1"] });
        using FileStream held = File.OpenRead(ContainerFiles.HostsPath(_folder.Path));
        Write(new HostConfig { NetworkMode = "none" });
        Assert.Equal(Local, new StreamReader(held).ReadToEnd());
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead, File.GetUnixFileMode(held.Name));
    }

    [Fact]
    public void The_hosts_gateway_needs_a_bridge()
    {
        DaemonException failure = Assert.Throws<DaemonException>(() => Write(new HostConfig { NetworkMode = "none", ExtraHosts = ["gw:host-gateway"] }));
        Assert.Equal("unable to derive the IP value for host-gateway", failure.Message);
    }

    [Fact]
    public void Addresses_of_its_own_stand_for_its_names_behind_what_was_added_and_linked()
    {
        Write(
            new HostConfig { NetworkMode = "bridge", ExtraHosts = ["db:10.0.0.1", "gw:host-gateway"] },
            new ContainerConfig { Hostname = "web", Domainname = "example.org" },
            new EtcNetworks
            {
                Addresses = [IPAddress.Parse("172.17.0.2"), IPAddress.Parse("fd00::2")],
                Links = [new HostsLine(IPAddress.Parse("172.17.0.3"), "alias 0123456789ab cache")],
                HostGateways = [IPAddress.Parse("172.17.0.1")],
            });
        Assert.Equal(
            Local + "10.0.0.1\tdb\n172.17.0.1\tgw\n172.17.0.3\talias 0123456789ab cache\n172.17.0.2\tweb.example.org web\nfd00::2\tweb.example.org web\n",
            Hosts());
    }

    [Fact]
    public void Connecting_and_disconnecting_change_its_own_lines_in_the_same_file_and_no_others()
    {
        HostConfig host = new() { NetworkMode = "net1" };
        EtcNetworks networks = new() { Addresses = [IPAddress.Parse("10.1.0.2")], HasNameServer = true };
        Write(host, networks: networks);
        using FileStream held = File.OpenRead(ContainerFiles.HostsPath(_folder.Path));
        File.AppendAllText(held.Name, "192.0.2.1\tits-own");
        string resolvConf = ContainerFiles.ResolvConfPath(_folder.Path);
        File.WriteAllText(resolvConf, "nameserver 127.0.0.11\n# its own\n");

        Update(host, networks, ["10.2.0.2"], []);
        Assert.Equal(Local + "10.1.0.2\tc1\n192.0.2.1\tits-own\n10.2.0.2\tc1\n", Hosts());
        Update(host, networks, [], ["10.1.0.2"]);
        Assert.Equal(Local + "192.0.2.1\tits-own\n10.2.0.2\tc1\n", new StreamReader(held).ReadToEnd());
        Assert.EndsWith("# its own\n", File.ReadAllText(resolvConf), StringComparison.Ordinal);
        Update(host, EtcNetworks.None, [], ["10.2.0.2"]);
        Assert.False(ResolvConf.HasNameServer(File.ReadAllText(resolvConf)));
    }

    [Fact]
    public void A_link_follows_its_container_to_another_address()
    {
        Write(new HostConfig { NetworkMode = "bridge" }, networks: new EtcNetworks
        {
            Links = [new HostsLine(IPAddress.Parse("172.17.0.3"), "db 0123456789ab store"), new HostsLine(IPAddress.Parse("172.17.0.4"), "dbx")],
        });
        ContainerFiles.RepointLink(_folder.Path, "db", IPAddress.Parse("172.17.0.9"));
        Assert.Equal(Local + "172.17.0.9\tdb 0123456789ab store\n172.17.0.4\tdbx\n", Hosts());
    }

    [Fact]
    public void A_hosts_file_that_its_container_filled_is_left_as_it_is()
    {
        Write(new HostConfig { NetworkMode = "net1" });
        string path = ContainerFiles.HostsPath(_folder.Path);
        File.WriteAllBytes(path, new byte[2 * 1024 * 1024]);
        Update(new HostConfig { NetworkMode = "net1" }, EtcNetworks.None, ["10.2.0.2"], []);
        Assert.Equal(2 * 1024 * 1024, new FileInfo(path).Length);
    }

    public void Dispose() => _folder.Dispose();

    private string Hosts() => File.ReadAllText(ContainerFiles.HostsPath(_folder.Path));

    private void Write(HostConfig host, ContainerConfig? config = null, EtcNetworks? networks = null) =>
        ContainerFiles.Write(_folder.Path, Record(host, config), networks);

    private void Update(HostConfig host, EtcNetworks networks, string[] added, string[] removed) => ContainerFiles.Update(
        _folder.Path, Record(host, null), networks, [.. added.Select(IPAddress.Parse)], [.. removed.Select(IPAddress.Parse)]);

    private static ContainerRecord Record(HostConfig host, ContainerConfig? config) =>
        TestRecords.Create(new string('a', 64), "c1") with { HostConfig = host, Config = config ?? new ContainerConfig { Hostname = "c1" } };
}
