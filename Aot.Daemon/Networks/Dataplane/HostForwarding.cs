using System.Globalization;
using System.Text;
using Aot.Daemon.Linux;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Networks.Dataplane;

/// <summary>
/// The host's switches for forwarding (net.ipv4.ip_forward, net.ipv6.conf.all.forwarding). What was off and is turned on here is remembered until the host boots, by a file a switch: a host
/// that was no router is none for others, and gets its switches back. Used by one at a time, on threads in the host's network namespace. Failures are DaemonExceptions.
/// </summary>
/// <param name="folder">Where the files are; made when it is needed.</param>
internal sealed class HostForwarding(string folder)
{
    private const string IPv4 = "net/ipv4/ip_forward";
    private const string IPv6 = "net/ipv6/conf/all/forwarding";
    private const UnixFileMode OwnersOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly string _boot = BootId.Read().ToString("D", CultureInfo.InvariantCulture);

    /// <summary>The host forwards because of this daemon, or an earlier one.</summary>
    public bool IsOurs => IsMarked(IPv4) || IsMarked(IPv6);

    public void TurnOn(bool ipv6) => Guard("let the host forward packets", () =>
    {
        TurnOn(IPv4);
        if (ipv6)
        {
            TurnOn(IPv6);
        }
    });

    /// <summary>Off again with what was turned on.</summary>
    public void TurnBack() => Guard("end the host's forwarding of packets", () =>
    {
        foreach (string name in (ReadOnlySpan<string>)[IPv4, IPv6])
        {
            if (IsMarked(name))
            {
                _ = Sysctl.TryWrite(name, "0"u8);
                File.Delete(MarkOf(name));
            }
        }
    });

    /// <summary>Forgets that it was turned on: others count on it by now.</summary>
    public void Leave() => Guard("leave the host's forwarding of packets on", () =>
    {
        File.Delete(MarkOf(IPv4));
        File.Delete(MarkOf(IPv6));
    });

    private static void Guard(string what, Action action)
    {
        try
        {
            action();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw DaemonException.System($"{what}: {failure.Message}", failure);
        }
    }

    private void TurnOn(string name)
    {
        if (Sysctl.Read(name) is not { } present || present == "1")
        {
            return;
        }

        // First: a crash in between leaves a mark too many, not a router that nobody knows of.
        Directory.CreateDirectory(folder, OwnersOnly);
        AtomicFile.Write(MarkOf(name), Encoding.ASCII.GetBytes(_boot), UnixFileMode.UserRead | UnixFileMode.UserWrite, durable: false);
        _ = Sysctl.TryWrite(name, "1"u8);
    }

    private string MarkOf(string name) => Path.Combine(folder, name.Replace('/', '.'));

    private bool IsMarked(string name)
    {
        string path = MarkOf(name);
        return File.Exists(path) && File.ReadAllText(path) == _boot;
    }
}
