using System.Globalization;
using System.Net;
using Aot.Daemon.Containers.Contracts;
using Aot.Daemon.Networks;
using Aot.Daemon.Networks.Ipam;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Containers.Networking;

/// <summary>The ports of a container as the API writes them: `80`, `80/udp`, `8000-8010/tcp`; on the host an address, and a port, a range, or nothing.</summary>
internal static class PortSyntax
{
    /// <summary>Fails as Invalid, in dockerd's words, for ports that cannot be published.</summary>
    public static void Validate(HostConfig host)
    {
        foreach ((string port, PortBinding[]? bindings) in host.PortBindings ?? [])
        {
            foreach (PortBinding binding in bindings ?? [])
            {
                Request(port, binding);
            }
        }
    }

    /// <summary>What a container publishes: its bindings, and with -P all that it exposes besides.</summary>
    /// <remarks>dockerd before 28 publishes a binding only when the port is exposed too, which its CLI takes care of.</remarks>
    public static List<PortRequest> RequestsOf(ContainerConfig config, HostConfig host)
    {
        var requests = new List<PortRequest>();
        foreach ((string port, PortBinding[]? bindings) in host.PortBindings ?? [])
        {
            foreach (PortBinding binding in bindings is { Length: > 0 } ? bindings : [new PortBinding()])
            {
                requests.Add(Request(port, binding));
            }
        }

        if (host.PublishAllPorts)
        {
            foreach ((ushort port, string protocol) in Exposed(config))
            {
                if (!requests.Exists(request => request.ContainerPort == port && request.Protocol == protocol))
                {
                    requests.Add(new PortRequest(protocol, port, null, 0, 0));
                }
            }
        }

        return requests;
    }

    /// <summary>The ports that a container exposes; what is none is left out.</summary>
    public static IEnumerable<(ushort Port, string Protocol)> Exposed(ContainerConfig config)
    {
        foreach (string text in config.ExposedPorts?.Keys ?? Enumerable.Empty<string>())
        {
            (string range, string protocol) = Split(text);
            if (!IpProtocol.IsKnown(protocol) || !TryRange(range, out ushort first, out ushort last))
            {
                continue;
            }

            for (int port = first; port <= last; port++)
            {
                yield return ((ushort)port, protocol);
            }
        }
    }

    private static PortRequest Request(string containerPort, PortBinding binding)
    {
        (string number, string protocol) = Split(containerPort);
        if (!ushort.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out ushort port) || port == 0)
        {
            throw DaemonException.Invalid($"invalid port specification: \"{number}\"");
        }

        if (!IpProtocol.IsKnown(protocol))
        {
            throw DaemonException.Invalid($"invalid proto: {protocol}");
        }

        ushort first = 0;
        ushort last = 0;
        if (binding.HostPort.Length > 0 && !TryRange(binding.HostPort, out first, out last))
        {
            throw DaemonException.Invalid($"invalid port specification: \"{binding.HostPort}\"");
        }

        return new PortRequest(protocol, port, Address(binding.HostIp), first, last);
    }

    // dockerd takes what is no address for all of them, which publishes more than was asked for.
    private static IPAddress? Address(string text)
    {
        string plain = text.StartsWith('[') && text.EndsWith(']') ? text[1..^1] : text;
        if (plain.Length == 0)
        {
            return null;
        }

        return Subnet.TryParseAddress(plain, out IPAddress? address) ? address : throw DaemonException.Invalid($"invalid host IP address: {text}");
    }

    private static (string Range, string Protocol) Split(string text)
    {
        int slash = text.IndexOf('/', StringComparison.Ordinal);
        return slash < 0 ? (text, "tcp") : (text[..slash], text[(slash + 1)..].ToLowerInvariant());
    }

    private static bool TryRange(string text, out ushort first, out ushort last)
    {
        int dash = text.IndexOf('-', StringComparison.Ordinal);
        last = 0;
        return ushort.TryParse(dash < 0 ? text : text[..dash], NumberStyles.None, CultureInfo.InvariantCulture, out first)
            && ushort.TryParse(dash < 0 ? text : text[(dash + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out last)
            && first <= last;
    }
}
