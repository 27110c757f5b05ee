using System.Net;
using System.Net.Sockets;
using System.Text;
using Aot.Daemon.Linux;
using Aot.Daemon.Tests.Networks;

namespace Aot.Daemon.Tests.EndToEnd.Networks;

/// <summary>A host for a daemon: a network namespace with nothing but loopback, and forwarding on.</summary>
internal sealed class HostNamespace : IDisposable
{
    private readonly string _name = "aot-" + Guid.NewGuid().ToString("n")[..8];

    public HostNamespace()
    {
        TestTool.Run("ip", "netns", "add", _name);
        Tool("ip", "link", "set", "lo", "up");
        Tool("sysctl", "-qw", "net.ipv4.ip_forward=1", "net.ipv6.conf.all.forwarding=1");
    }

    public string Path => "/var/run/netns/" + _name;

    /// <summary>Runs a piece on a thread in it.</summary>
    public T Run<T>(Func<T> work) => In(Path, work);

    /// <summary>Runs a piece on a thread in a pinned namespace.</summary>
    public static T In<T>(string path, Func<T> work)
    {
        using var handle = NetworkNamespace.Open(path);
        return NetworkNamespace.Run(handle, work);
    }

    /// <summary>Runs a program in it; not by ip-netns(8), which hides the cgroups.</summary>
    public string Tool(string program, params string[] arguments) => TestTool.Run("nsenter", ["--net=" + Path, "--", program, .. arguments]);

    /// <summary>What an HTTP server answers to somebody in it; null when it does not.</summary>
    public string? Fetch(string address, int port) => Run(() => FetchHere(address, port));

    /// <summary>Links, addresses, routes, rules and the sysctls that a daemon might turn.</summary>
    public string Describe()
    {
        var text = new StringBuilder();
        text.Append(Tool("ip", "-brief", "link")).Append(Tool("ip", "-brief", "address"));
        text.Append(Tool("ip", "route", "show", "table", "all")).Append(Tool("ip", "-6", "route", "show", "table", "all"));
        text.Append(Tool("nft", "list", "ruleset"));
        text.Append(Tool("sysctl", "net.ipv4.ip_forward", "net.ipv6.conf.all.forwarding", "net.ipv4.conf.all.route_localnet", "net.ipv4.conf.default.route_localnet"));
        return text.ToString();
    }

    public void Dispose() => TestTool.Run("ip", "netns", "delete", _name);

    private static string? FetchHere(string address, int port)
    {
        try
        {
            var server = new IPEndPoint(IPAddress.Parse(address), port);
            using Socket socket = new(server.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { ReceiveTimeout = 10_000 };
            socket.Connect(server);
            socket.Send("GET / HTTP/1.0\r\n\r\n"u8);
            var answer = new StringBuilder();
            byte[] buffer = new byte[4096];
            while (socket.Receive(buffer) is > 0 and int count)
            {
                answer.Append(Encoding.ASCII.GetString(buffer, 0, count));
            }

            return answer.ToString().Split("\r\n\r\n", 2)[^1].Trim();
        }
        catch (SocketException)
        {
            return null;
        }
    }
}
