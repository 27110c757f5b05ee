using System.Globalization;

namespace Aot.Daemon.Containers.Networking;

/// <summary>The variables by which a container learns of one that it is linked to, as dockerd 20.10 gives them: `DB_PORT`, `DB_PORT_80_TCP_ADDR`, `DB_NAME`, `DB_ENV_...`.</summary>
internal static class LinkEnvironment
{
    /// <param name="name">Of the container that gets them.</param>
    public static List<string> Of(string name, ContainerLink link)
    {
        var variables = new List<string>();
        string prefix = link.Alias.ToUpperInvariant().Replace('-', '_');
        (ushort Port, string Protocol)[] ports =
        [
            .. PortSyntax.Exposed(link.Target.Config).Distinct().OrderBy(port => port.Port).ThenBy(port => port.Protocol == "tcp" ? "" : port.Protocol, StringComparer.Ordinal),
        ];
        if (ports.Length > 0)
        {
            variables.Add($"{prefix}_PORT={Url(link, ports[0])}");
        }

        AddRanges(variables, prefix, link, ports);
        foreach ((ushort Port, string Protocol) port in ports)
        {
            string variable = Variable(prefix, port);
            variables.Add($"{variable}={Url(link, port)}");
            variables.Add($"{variable}_ADDR={link.Address}");
            variables.Add($"{variable}_PORT={Number(port)}");
            variables.Add($"{variable}_PROTO={port.Protocol}");
        }

        variables.Add($"{prefix}_NAME=/{name}/{link.Alias}");
        foreach (string variable in link.Target.Config.Env ?? [])
        {
            // What every container has of its own.
            if (variable.Contains('=', StringComparison.Ordinal)
                && !variable.StartsWith("HOME=", StringComparison.Ordinal) && !variable.StartsWith("PATH=", StringComparison.Ordinal))
            {
                variables.Add($"{prefix}_ENV_{variable}");
            }
        }

        return variables;
    }

    /// <summary>Ports that follow each other are told as a range too.</summary>
    private static void AddRanges(List<string> variables, string prefix, ContainerLink link, (ushort Port, string Protocol)[] ports)
    {
        for (int first = 0; first < ports.Length;)
        {
            // Counted as dockerd does, for which a port of two protocols is two that follow each other.
            int last = first;
            while (last + 1 < ports.Length && ports[last + 1].Port <= ports[first].Port + last - first + 1)
            {
                last++;
            }

            // dockerd tells none of two.
            if (last > first + 1)
            {
                string variable = Variable(prefix, ports[first]);
                variables.Add($"{variable}_START={Url(link, ports[first])}");
                variables.Add($"{variable}_ADDR={link.Address}");
                variables.Add($"{variable}_PROTO={ports[first].Protocol}");
                variables.Add($"{variable}_PORT_START={Number(ports[first])}");
                variables.Add($"{variable}_END={Url(link, ports[last])}");
                variables.Add($"{variable}_PORT_END={Number(ports[last])}");
            }

            first = last + 1;
        }
    }

    private static string Variable(string prefix, (ushort Port, string Protocol) port) => $"{prefix}_PORT_{Number(port)}_{port.Protocol.ToUpperInvariant()}";

    private static string Url(ContainerLink link, (ushort Port, string Protocol) port) => $"{port.Protocol}://{link.Address}:{Number(port)}";

    private static string Number((ushort Port, string Protocol) port) => port.Port.ToString(CultureInfo.InvariantCulture);
}
