using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Registries;

/// <summary>
/// Where images come from: the mirrors of docker.io and the registries that need no valid certificate, as configured. Immutable; it is part of
/// the daemon's snapshot, so that whoever resolves with the snapshot of its operation sees one configuration.
/// </summary>
internal sealed class RegistryHosts
{
    /// <summary>The name of docker's own registry in references and in the list of indexes.</summary>
    public const string DockerHub = "docker.io";

    private const string LegacyDockerHub = "index.docker.io";
    private const string Localhost = "localhost";
    private const EndpointCapabilities All = EndpointCapabilities.Pull | EndpointCapabilities.Push;

    private static readonly Uri DockerHubAddress = new("https://registry-1.docker.io/");

    // Registries on this very host need no TLS.
    private static readonly ImmutableArray<string> AlwaysInsecure = ["::1/128", "127.0.0.0/8"];

    private readonly ImmutableArray<RegistryMirror> _mirrors;

    private RegistryHosts(
        ImmutableArray<RegistryMirror> mirrors, ImmutableArray<IPNetwork> networks, ImmutableSortedSet<string> hosts, ImmutableArray<string> warnings)
    {
        _mirrors = mirrors;
        Mirrors = [.. mirrors.Select(mirror => mirror.Text)];
        InsecureNetworks = networks;
        InsecureHosts = hosts;
        Warnings = warnings;
    }

    /// <summary>The mirrors' URLs, each ending in a slash, in the order of the configuration, each once.</summary>
    public ImmutableArray<string> Mirrors { get; }

    /// <summary>Registries with an address in one of these are insecure.</summary>
    public ImmutableArray<IPNetwork> InsecureNetworks { get; }

    /// <summary>`host` or `host:port`; docker.io is never among them. Case does not matter.</summary>
    public ImmutableSortedSet<string> InsecureHosts { get; }

    /// <summary>What was taken, but not as it was written; for the log.</summary>
    public ImmutableArray<string> Warnings { get; }

    /// <summary>Of `registry-mirrors` and `insecure-registries`.</summary>
    /// <exception cref="DaemonException">Invalid, in dockerd's words, for the first entry that is wrong.</exception>
    public static RegistryHosts Create(IReadOnlyList<string> mirrors, IReadOnlyList<string> insecureRegistries)
    {
        List<RegistryMirror> parsed = [];
        foreach (string text in mirrors)
        {
            RegistryMirror mirror = RegistryMirror.Parse(text);
            if (!parsed.Exists(other => other.Text == mirror.Text))
            {
                parsed.Add(mirror);
            }
        }

        List<IPNetwork> networks = [];
        List<string> warnings = [];
        ImmutableSortedSet<string>.Builder hosts = ImmutableSortedSet.CreateBuilder<string>(StringComparer.OrdinalIgnoreCase);
        foreach (string text in insecureRegistries.Concat(AlwaysInsecure))
        {
            string entry = WithoutScheme(text, warnings);
            if (IpSyntax.ParseNetwork(entry) is { } network)
            {
                if (!networks.Contains(network))
                {
                    networks.Add(network);
                }
            }
            else if (entry is DockerHub or LegacyDockerHub)
            {
                warnings.Add($"insecure registry {text} is ignored: {DockerHub} is always spoken to securely");
            }
            else
            {
                CheckHost(entry);
                hosts.Add(entry);
            }
        }

        return new RegistryHosts([.. parsed], [.. networks], hosts.ToImmutable(), [.. warnings]);
    }

    /// <summary>
    /// The endpoints of a registry in the order in which to try them: the mirrors, for docker.io only, then the registry. An insecure registry is
    /// tried with TLS and any certificate, then without TLS.
    /// </summary>
    /// <param name="registry">The domain of an image reference: `docker.io`, `registry.example:5000`.</param>
    /// <param name="lookup">Asked for the addresses of names that are not in the list of insecure hosts.</param>
    /// <param name="cancellationToken">Ends the wait for the lookup.</param>
    /// <exception cref="DaemonException">Invalid: that is no host.</exception>
    public async ValueTask<ImmutableArray<RegistryEndpoint>> ResolveAsync(string registry, HostLookup lookup, CancellationToken cancellationToken)
    {
        if (registry is not (DockerHub or LegacyDockerHub))
        {
            RegistryAddress address = Parse(registry);
            return RegistryEndpoints(address, await IsInsecureAsync(registry, address.Host, lookup, cancellationToken));
        }

        ImmutableArray<RegistryEndpoint>.Builder endpoints = ImmutableArray.CreateBuilder<RegistryEndpoint>(_mirrors.Length + 1);
        foreach (RegistryMirror mirror in _mirrors)
        {
            bool speaksTls = mirror.Address.Scheme == Uri.UriSchemeHttps;
            endpoints.Add(new RegistryEndpoint
            {
                Address = mirror.Address,
                Capabilities = EndpointCapabilities.Pull,
                SkipsVerification = speaksTls && await IsInsecureAsync(mirror.Authority, mirror.Address.DnsSafeHost, lookup, cancellationToken),
                IsMirror = true,
            });
        }

        endpoints.Add(Registry(DockerHubAddress, skipsVerification: false));
        return endpoints.MoveToImmutable();
    }

    private static ImmutableArray<RegistryEndpoint> RegistryEndpoints(RegistryAddress address, bool isInsecure)
    {
        RegistryEndpoint encrypted = Registry(new Uri($"https://{address}/"), isInsecure);
        return isInsecure ? [encrypted, Registry(new Uri($"http://{address}/"), skipsVerification: false)] : [encrypted];
    }

    private static RegistryEndpoint Registry(Uri address, bool skipsVerification) =>
        new() { Address = address, Capabilities = All, SkipsVerification = skipsVerification, IsMirror = false };

    private static RegistryAddress Parse(string registry)
    {
        try
        {
            return RegistryAddress.Parse(registry);
        }
        catch (FormatException failure)
        {
            throw DaemonException.Invalid($"registry {registry} is not valid: {failure.Message}", failure);
        }
    }

    private static string WithoutScheme(string text, List<string> warnings)
    {
        if (text.StartsWith('-') || text.EndsWith('-'))
        {
            throw DaemonException.Invalid($"invalid index name ({text}). Cannot begin or end with a hyphen");
        }

        foreach (string scheme in (ReadOnlySpan<string>)["http://", "https://"])
        {
            if (text.StartsWith(scheme, StringComparison.OrdinalIgnoreCase))
            {
                warnings.Add(
                    $"insecure registry {text} should not contain '{scheme}' and '{scheme}' has been removed from the insecure registry config");
                return text[scheme.Length..];
            }
        }

        return text.Contains("://", StringComparison.Ordinal)
            ? throw DaemonException.Invalid($"insecure registry {text} should not contain '://'")
            : text;
    }

    private static void CheckHost(string entry)
    {
        try
        {
            RegistryAddress.Parse(entry);
        }
        catch (FormatException failure)
        {
            throw DaemonException.Invalid($"insecure registry {entry} is not valid: {failure.Message}", failure);
        }
    }

    /// <param name="authority">As the configuration would name it.</param>
    /// <param name="host">The same without port and brackets.</param>
    private async ValueTask<bool> IsInsecureAsync(string authority, string host, HostLookup lookup, CancellationToken cancellationToken)
    {
        if (InsecureHosts.Contains(authority) || host.Equals(Localhost, StringComparison.OrdinalIgnoreCase))
        {
            return true;
        }

        if (IpSyntax.ParseAddress(host) is { } ip)
        {
            return IsInsecure(ip);
        }

        try
        {
            return (await lookup(host, cancellationToken)).Any(IsInsecure);
        }
        catch (SocketException)
        {
            return false; // Unknown, or behind a proxy that knows it: secure unless shown otherwise.
        }
    }

    private bool IsInsecure(IPAddress address)
    {
        IPAddress plain = IpSyntax.Plain(address);
        return InsecureNetworks.Any(network => network.Contains(plain));
    }
}
