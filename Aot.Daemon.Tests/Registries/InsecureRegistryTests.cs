using Aot.Daemon.Primitives;
using Aot.Daemon.Registries;
using Xunit;

namespace Aot.Daemon.Tests.Registries;

/// <summary>`insecure-registries`: networks, hosts, and hosts with a port.</summary>
public sealed class InsecureRegistryTests
{
    [Fact]
    public void This_host_is_insecure_without_being_named()
    {
        RegistryHosts hosts = RegistryHosts.Create([], []);
        Assert.Equal(["::1/128", "127.0.0.0/8"], Networks(hosts));
        Assert.Empty(hosts.InsecureHosts);
    }

    [Fact]
    public void Each_entry_is_there_exactly_once_as_network_or_host()
    {
        RegistryHosts hosts = RegistryHosts.Create(
            ["https://mirror.example"], ["127.0.0.0/8", "10.10.1.11:5000", "10.10.1.11:5000", "22.0.0.0/8", "docker2.example", "docker2.example", "::1/128"]);
        Assert.Equal(["127.0.0.0/8", "22.0.0.0/8", "::1/128"], Networks(hosts));
        Assert.Equal(["10.10.1.11:5000", "docker2.example"], hosts.InsecureHosts);
        Assert.Equal(["https://mirror.example/"], hosts.Mirrors.ToArray());
    }

    [Theory]
    [InlineData("102.10.8.9/24", "102.10.8.0/24")]
    [InlineData("0.0.0.0/0", "0.0.0.0/0")]
    [InlineData("10.1.2.3/32", "10.1.2.3/32")]
    [InlineData("10.255.255.255/9", "10.128.0.0/9")]
    [InlineData("fe80::1/10", "fe80::/10")]
    [InlineData("2001:DB8::/32", "2001:db8::/32")]
    [InlineData("::ffff:10.0.0.0/104", "10.0.0.0/8")]
    public void A_network_is_kept_without_its_host_bits(string written, string normal) =>
        Assert.Equal(normal, Networks(RegistryHosts.Create([], [written]))[0]);

    [Theory]
    [InlineData("a")]
    [InlineData("a.b:5000")]
    [InlineData("10.0.0.1")]
    [InlineData("::1")]
    [InlineData("[::1]")]
    [InlineData("[fe80::1]:5000")]
    [InlineData("a:0")]
    [InlineData("a:65535")]
    public void A_host_is_taken_as_it_is_written(string written) =>
        Assert.Equal([written], RegistryHosts.Create([], [written]).InsecureHosts);

    [Theory]
    [InlineData("http://a:5000", "a:5000", "http://")]
    [InlineData("https://b", "b", "https://")]
    [InlineData("HTTP://c", "c", "http://")]
    public void A_scheme_is_taken_off_with_dockerds_warning(string written, string host, string scheme)
    {
        RegistryHosts hosts = RegistryHosts.Create([], [written]);
        Assert.Equal([host], hosts.InsecureHosts);
        Assert.Equal(
            [$"insecure registry {written} should not contain '{scheme}' and '{scheme}' has been removed from the insecure registry config"], hosts.Warnings.ToArray());
    }

    [Fact]
    public void A_network_behind_a_scheme_is_a_network() =>
        Assert.Equal("10.0.0.0/8", Networks(RegistryHosts.Create([], ["http://10.0.0.0/8"]))[0]);

    [Theory]
    [InlineData("ftp://x", "insecure registry ftp://x should not contain '://'")]
    [InlineData("http://https://x", "insecure registry https://x is not valid: invalid port \"//x\"")]
    [InlineData("-x", "invalid index name (-x). Cannot begin or end with a hyphen")]
    [InlineData("x-", "invalid index name (x-). Cannot begin or end with a hyphen")]
    [InlineData("[fe80::]/64", "insecure registry [fe80::]/64 is not valid: invalid host \"[fe80::]/64\"")]
    [InlineData("10.0.0.0/33", "insecure registry 10.0.0.0/33 is not valid: invalid host \"10.0.0.0/33\"")]
    [InlineData("::ffff:10.0.0.0/8", "insecure registry ::ffff:10.0.0.0/8 is not valid: invalid port \"10.0.0.0/8\"")]
    [InlineData("a/b", "insecure registry a/b is not valid: invalid host \"a/b\"")]
    [InlineData("a_b:5000", "insecure registry a_b:5000 is not valid: invalid host \"a_b\"")]
    [InlineData("a:99999", "insecure registry a:99999 is not valid: invalid port \"99999\"")]
    [InlineData("a:b", "insecure registry a:b is not valid: invalid port \"b\"")]
    [InlineData("a:", "insecure registry a: is not valid: invalid port \"\"")]
    [InlineData("[a]:5000", "insecure registry [a]:5000 is not valid: invalid host \"[a]:5000\"")]
    [InlineData("[::1]5000", "insecure registry [::1]5000 is not valid: invalid host \"[::1]5000\"")]
    [InlineData("mytest.com\n", "insecure registry mytest.com\n is not valid: invalid host \"mytest.com\n\"")]
    [InlineData("", "insecure registry  is not valid: invalid host \"\"")]
    [InlineData("a..b", "insecure registry a..b is not valid: invalid host \"a..b\"")]
    public void What_is_no_registry_is_refused(string written, string message)
    {
        DaemonException failure = Assert.Throws<DaemonException>(() => RegistryHosts.Create([], ["fine.example", written]));
        Assert.Equal((ErrorKind.Invalid, message), (failure.Kind, failure.Message));
    }

    [Theory]
    [InlineData("docker.io")]
    [InlineData("index.docker.io")]
    public void Dockers_own_registry_stays_secure(string written)
    {
        RegistryHosts hosts = RegistryHosts.Create([], [written]);
        Assert.Empty(hosts.InsecureHosts);
        Assert.Equal([$"insecure registry {written} is ignored: docker.io is always spoken to securely"], hosts.Warnings.ToArray());
    }

    private static string[] Networks(RegistryHosts hosts) => [.. hosts.InsecureNetworks.Select(network => network.ToString())];
}
