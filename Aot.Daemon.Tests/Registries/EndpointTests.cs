using System.Net;
using System.Net.Sockets;
using Aot.Daemon.Primitives;
using Aot.Daemon.Registries;
using Xunit;

namespace Aot.Daemon.Tests.Registries;

/// <summary>Which places a registry is looked for at, in which order, and how safely.</summary>
public sealed class EndpointTests
{
    private const EndpointCapabilities Both = EndpointCapabilities.Pull | EndpointCapabilities.Push;

    [Theory]
    [InlineData("docker.io")]
    [InlineData("index.docker.io")]
    public async Task Docker_io_is_asked_for_at_its_mirrors_first_and_pushed_to_itself_only(string domain)
    {
        RegistryHosts hosts = RegistryHosts.Create(["https://b.example", "http://a.example/cache"], []);
        RegistryEndpoint[] endpoints = [.. await hosts.ResolveAsync(domain, Unknown, default)];
        Assert.Equal(["https://b.example/", "http://a.example/cache/", "https://registry-1.docker.io/"], Addresses(endpoints));
        Assert.Equal([EndpointCapabilities.Pull, EndpointCapabilities.Pull, Both], endpoints.Select(e => e.Capabilities));
        Assert.Equal([true, true, false], endpoints.Select(e => e.IsMirror));
        Assert.Equal([false, true, false], endpoints.Select(e => e.IsPlainHttp));
        Assert.DoesNotContain(endpoints, e => e.SkipsVerification);
    }

    [Fact]
    public async Task Other_registries_have_no_mirrors_and_no_way_without_tls()
    {
        RegistryHosts hosts = RegistryHosts.Create(["https://mirror.example"], ["other.example"]);
        RegistryEndpoint endpoint = Assert.Single(await hosts.ResolveAsync("registry.example:5000", Unknown, default));
        Assert.Equal("https://registry.example:5000/", endpoint.Address.AbsoluteUri);
        Assert.Equal((Both, false, false), (endpoint.Capabilities, endpoint.IsMirror, endpoint.SkipsVerification));
    }

    [Theory]
    [InlineData("registry.example:5000", "registry.example:5000")]
    [InlineData("Registry.Example", "registry.example")]
    [InlineData("10.1.2.3:5000", "10.0.0.0/8")]
    [InlineData("[fd00::1]:5000", "fd00::/8")]
    [InlineData("[::ffff:10.1.2.3]", "10.0.0.0/8")]
    public async Task An_insecure_registry_is_tried_with_any_certificate_then_without_tls(string domain, string listed)
    {
        RegistryEndpoint[] endpoints = [.. await RegistryHosts.Create([], [listed]).ResolveAsync(domain, Unknown, default)];
        Assert.Equal(["https", "http"], endpoints.Select(e => e.Address.Scheme));
        Assert.Equal([true, false], endpoints.Select(e => e.SkipsVerification));
        Assert.Equal([Both, Both], endpoints.Select(e => e.Capabilities));
        Assert.All(endpoints, e => Assert.Equal(new Uri($"https://{domain}/").IdnHost, e.Address.IdnHost));
    }

    [Theory]
    [InlineData("localhost:5000")]
    [InlineData("LOCALHOST")]
    [InlineData("127.0.0.1:5000")]
    [InlineData("127.9.9.9")]
    [InlineData("[::1]:5000")]
    public async Task This_host_may_be_spoken_to_without_tls_and_is_not_looked_up(string domain)
    {
        RegistryEndpoint[] endpoints = [.. await RegistryHosts.Create([], []).ResolveAsync(domain, NeverAsked, default)];
        Assert.Equal(["https", "http"], endpoints.Select(e => e.Address.Scheme));
    }

    [Fact]
    public async Task A_port_that_is_listed_does_not_open_the_others()
    {
        RegistryHosts hosts = RegistryHosts.Create([], ["registry.example:5000"]);
        Assert.Single(await hosts.ResolveAsync("registry.example:5001", Unknown, default));
        Assert.Single(await hosts.ResolveAsync("registry.example", Unknown, default));
    }

    [Theory]
    [InlineData("10.1.2.3", 2)]
    [InlineData("::ffff:10.1.2.3", 2)]
    [InlineData("11.1.2.3", 1)]
    [InlineData("fd00::1", 1)]
    public async Task A_name_is_insecure_if_one_of_its_addresses_is(string address, int endpoints)
    {
        List<string> asked = [];
        RegistryHosts hosts = RegistryHosts.Create([], ["10.0.0.0/8"]);
        Assert.Equal(endpoints, (await hosts.ResolveAsync("registry.example:5000", Lookup, default)).Length);
        Assert.Equal(["registry.example"], asked);

        Task<IPAddress[]> Lookup(string host, CancellationToken cancellationToken)
        {
            asked.Add(host);
            return Task.FromResult<IPAddress[]>([IPAddress.Parse("192.0.2.1"), IPAddress.Parse(address)]);
        }
    }

    [Fact]
    public async Task A_mirror_at_an_insecure_host_is_spoken_to_with_any_certificate_and_never_without_tls()
    {
        RegistryHosts hosts = RegistryHosts.Create(["https://mirror.example:5000", "https://10.0.0.1", "https://my_mirror"], ["mirror.example:5000", "10.0.0.0/8"]);
        RegistryEndpoint[] endpoints = [.. await hosts.ResolveAsync("docker.io", Unknown, default)];
        Assert.Equal([true, true, false, false], endpoints.Select(e => e.SkipsVerification));
        Assert.All(endpoints, e => Assert.False(e.IsPlainHttp));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a/b")]
    [InlineData("user@host")]
    [InlineData("host:99999")]
    public async Task What_is_no_host_is_refused(string domain)
    {
        DaemonException failure = await Assert.ThrowsAsync<DaemonException>(
            async () => await RegistryHosts.Create([], []).ResolveAsync(domain, Unknown, default));
        Assert.Equal(ErrorKind.Invalid, failure.Kind);
    }

    [Fact]
    public async Task Hanging_up_ends_the_lookup()
    {
        using var hungUp = new CancellationTokenSource();
        await hungUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await RegistryHosts.Create([], []).ResolveAsync(
            "registry.example", (_, token) => Task.FromCanceled<IPAddress[]>(token), hungUp.Token));
    }

    [Fact]
    public async Task Who_resolves_with_an_old_configuration_sees_all_of_it()
    {
        RegistryHosts old = RegistryHosts.Create(["https://old.example"], ["old.example"]);
        RegistryHosts next = RegistryHosts.Create(["https://next.example"], []);
        Assert.Equal("https://old.example/", (await old.ResolveAsync("docker.io", Unknown, default))[0].Address.AbsoluteUri);
        Assert.Equal(2, (await old.ResolveAsync("old.example", Unknown, default)).Length);
        Assert.Equal("https://next.example/", (await next.ResolveAsync("docker.io", Unknown, default))[0].Address.AbsoluteUri);
        Assert.Single(await next.ResolveAsync("old.example", Unknown, default));
    }

    private static string[] Addresses(RegistryEndpoint[] endpoints) => [.. endpoints.Select(e => e.Address.AbsoluteUri)];

    private static Task<IPAddress[]> Unknown(string host, CancellationToken cancellationToken) =>
        throw new SocketException((int)SocketError.HostNotFound);

    private static Task<IPAddress[]> NeverAsked(string host, CancellationToken cancellationToken) =>
        throw new InvalidOperationException($"{host} was looked up");
}
