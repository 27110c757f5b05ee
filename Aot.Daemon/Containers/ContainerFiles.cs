using System.Text;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Containers;

/// <summary>The files that a container sees as /etc/hostname, /etc/hosts and /etc/resolv.conf, kept in its folder and written anew at every start,
/// as libnetwork does. A container that shares another's network has the other's.</summary>
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

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    public static string HostnamePath(string folder) => Path.Combine(folder, "hostname");

    public static string HostsPath(string folder) => Path.Combine(folder, "hosts");

    public static string ResolvConfPath(string folder) => Path.Combine(folder, "resolv.conf");

    /// <summary>Writes them. Failures are DaemonExceptions of kind System.</summary>
    public static void Write(string folder, ContainerRecord record)
    {
        if (ContainerMode.SharesNetwork(record.HostConfig))
        {
            return;
        }

        try
        {
            Write(HostnamePath(folder), record.Config.Hostname + "\n");
            Write(HostsPath(folder), Hosts(record));
            Write(ResolvConfPath(folder), ResolvConf.For(record.HostConfig));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw DaemonException.System($"writing a container's files in /etc: {failure.Message}", failure);
        }
    }

    /// <summary>With network host the host's own file, unless there is something to add.</summary>
    private static string Hosts(ContainerRecord record)
    {
        if (record.HostConfig.ExtraHosts is not { Length: > 0 } extras)
        {
            return record.HostConfig.NetworkMode == "host" ? ReadHost("/etc/hosts") : LocalHosts;
        }

        var text = new StringBuilder(LocalHosts);
        foreach (string extra in extras)
        {
            int colon = extra.IndexOf(':', StringComparison.Ordinal);
            ReadOnlySpan<char> address = extra.AsSpan(colon + 1);
            if (address is "host-gateway")
            {
                throw DaemonException.Invalid("unable to derive the IP value for host-gateway");
            }

            text.Append(address).Append('\t').Append(extra.AsSpan(0, colon)).Append('\n');
        }

        return text.ToString();
    }

    private static string ReadHost(string path) => File.Exists(path) ? File.ReadAllText(path) : "";

    // Written in place, not replaced: a container that shares this one's network has the file bind-mounted.
    private static void Write(string path, string text)
    {
        File.WriteAllText(path, text, Utf8);
        File.SetUnixFileMode(path, Mode);
    }
}
