using System.Text;
namespace Aot.Daemon.Containers;

/// <summary>The files that a container sees as /etc/hostname, /etc/hosts and /etc/resolv.conf, kept in its folder and written anew at every start.</summary>
internal static class ContainerFiles
{
    private const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    // As libnetwork writes it.
    private const string LocalHosts = """
        127.0.0.1	localhost
        ::1	localhost ip6-localhost ip6-loopback
        fe00::0	ip6-localnet
        ff00::0	ip6-mcastprefix
        ff02::1	ip6-allnodes
        ff02::2	ip6-allrouters

        """;

    public static string HostnamePath(string folder) => Path.Combine(folder, "hostname");

    public static string HostsPath(string folder) => Path.Combine(folder, "hosts");

    public static string ResolvConfPath(string folder) => Path.Combine(folder, "resolv.conf");

    public static void Write(string folder, ContainerRecord record)
    {
        bool hostNetwork = record.HostConfig.NetworkMode == "host";
        Write(HostnamePath(folder), FullHostname(record) + "\n");
        Write(HostsPath(folder), Hosts(record, hostNetwork));
        Write(ResolvConfPath(folder), ResolvConf(record));
    }

    private static string FullHostname(ContainerRecord record) =>
        record.Config.Domainname.Length == 0 ? record.Config.Hostname : record.Config.Hostname + "." + record.Config.Domainname;

    private static string Hosts(ContainerRecord record, bool hostNetwork)
    {
        var text = new StringBuilder(hostNetwork ? ReadHost("/etc/hosts") : LocalHosts);
        foreach (string extra in record.HostConfig.ExtraHosts ?? [])
        {
            int colon = extra.IndexOf(':', StringComparison.Ordinal);
            text.Append(extra.AsSpan(colon + 1)).Append('\t').Append(extra.AsSpan(0, colon)).Append('\n');
        }

        return text.ToString();
    }

    private static string ResolvConf(ContainerRecord record)
    {
        var host = record.HostConfig;
        string inherited = ReadHost("/etc/resolv.conf");
        if (host.Dns is not { Length: > 0 } && host.DnsSearch is not { Length: > 0 } && host.DnsOptions is not { Length: > 0 })
        {
            return inherited;
        }

        var text = new StringBuilder();
        Append(text, "search", host.DnsSearch is { Length: > 0 } search ? [string.Join(' ', search)] : Inherited(inherited, "search"));
        Append(text, "nameserver", host.Dns is { Length: > 0 } servers ? servers : Inherited(inherited, "nameserver"));
        Append(text, "options", host.DnsOptions is { Length: > 0 } options ? [string.Join(' ', options)] : Inherited(inherited, "options"));
        return text.ToString();
    }

    private static void Append(StringBuilder text, string keyword, IEnumerable<string> values)
    {
        foreach (string value in values.Where(value => value is not "."))
        {
            text.Append(keyword).Append(' ').Append(value).Append('\n');
        }
    }

    private static IEnumerable<string> Inherited(string text, string keyword) =>
        from line in text.Split('\n')
        let words = line.Split((char[]?)null, 2, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        where words.Length == 2 && words[0] == keyword
        select words[1];

    private static string ReadHost(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (FileNotFoundException)
        {
            return "";
        }
    }

    // Written in place, not replaced: a running container has the file bind-mounted.
    private static void Write(string path, string text)
    {
        File.WriteAllText(path, text, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        File.SetUnixFileMode(path, Mode);
    }
}
