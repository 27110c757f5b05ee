using System.Net;
using System.Text;
using Aot.Daemon.Linux;
using Aot.Daemon.Primitives;
using Microsoft.Win32.SafeHandles;

namespace Aot.Daemon.Containers;

/// <summary>The files that a container sees as /etc/hostname, /etc/hosts and /etc/resolv.conf, kept in its folder and written anew at every start,
/// as libnetwork does. A container that shares another's network has the other's. Changes go into the same file, which is bind-mounted: replaced by another it would
/// be the old one for those who have it. Called under the container's gate; failures are DaemonExceptions of kind System.</summary>
internal static class ContainerFiles
{
    private const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    // The container can write to the files what it likes; a hosts file that is longer is left as it is.
    private const int Longest = 1024 * 1024;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    public static string HostnamePath(string folder) => Path.Combine(folder, "hostname");

    public static string HostsPath(string folder) => Path.Combine(folder, "hosts");

    public static string ResolvConfPath(string folder) => Path.Combine(folder, "resolv.conf");

    /// <summary>Writes them.</summary>
    /// <param name="networks">Null: the container has no network but the loopback, or the host's.</param>
    public static void Write(string folder, ContainerRecord record, EtcNetworks? networks = null)
    {
        networks ??= EtcNetworks.None;
        if (ContainerMode.SharesNetwork(record.HostConfig))
        {
            return;
        }

        Guard(() =>
        {
            Write(HostnamePath(folder), record.Config.Hostname + "\n");
            Write(HostsPath(folder), HostsFile.At(record, networks));
            Write(ResolvConfPath(folder), ResolvConf.For(record.HostConfig, networks));
        });
    }

    /// <summary>A running container has been connected to a network, or disconnected from it: the lines of its own addresses there come or go, and what else is
    /// in its hosts file stays; so does its resolv.conf, unless its name server came or went.</summary>
    /// <param name="networks">As they are now.</param>
    public static void Update(
        string folder, ContainerRecord record, EtcNetworks networks, IReadOnlyList<IPAddress> added, IReadOnlyList<IPAddress> removed) => Guard(() =>
    {
        ChangeHosts(folder, text =>
        {
            foreach (IPAddress address in removed)
            {
                text = HostsFile.Without(text, HostsFile.Own(record, address));
            }

            return text + (text.Length == 0 || text[^1] == '\n' ? "" : "\n") + string.Concat(added.Select(address => HostsFile.Own(record, address)));
        });
        string path = ResolvConfPath(folder);
        if (ResolvConf.HasNameServer(Utf8.GetString(BoundedFile.Read(path, Longest) ?? [])) != networks.HasNameServer)
        {
            Write(path, ResolvConf.For(record.HostConfig, networks));
        }
    });

    /// <summary>A container that this one is linked to has another address now.</summary>
    /// <param name="alias">Its name in the link.</param>
    public static void RepointLink(string folder, string alias, IPAddress address) =>
        Guard(() => ChangeHosts(folder, text => HostsFile.Repoint(text, alias, address)));

    /// <summary>A link ended.</summary>
    public static void RemoveLink(string folder, HostsLine line) => Guard(() => ChangeHosts(folder, text => HostsFile.Without(text, line)));

    private static void ChangeHosts(string folder, Func<string, string> change)
    {
        string path = HostsPath(folder);
        byte[]? content = BoundedFile.Read(path, Longest);
        if (content is null || content.Length > Longest)
        {
            return;
        }

        string text = Utf8.GetString(content);
        string changed = change(text);
        if (changed != text)
        {
            Write(path, changed);
        }
    }

    /// <summary>In place, and never empty in between: whoever reads meanwhile sees lines of the old and of the new text.</summary>
    private static void Write(string path, string text)
    {
        byte[] content = Utf8.GetBytes(text);
        using SafeFileHandle file = File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite);
        RandomAccess.Write(file, content, 0);
        RandomAccess.SetLength(file, content.Length);
        File.SetUnixFileMode(file, Mode);
    }

    private static void Guard(Action write)
    {
        try
        {
            write();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw DaemonException.System($"writing a container's files in /etc: {failure.Message}", failure);
        }
    }
}
