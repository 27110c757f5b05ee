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

    public void Dispose() => _folder.Dispose();

    private string Hosts() => File.ReadAllText(ContainerFiles.HostsPath(_folder.Path));

    private void Write(HostConfig host, ContainerConfig? config = null) => ContainerFiles.Write(
        _folder.Path,
        TestRecords.Create(new string('a', 64), "c1") with { HostConfig = host, Config = config ?? new ContainerConfig { Hostname = "c1" } });
}
