using System.Diagnostics;
using System.Net.Sockets;
using Aot.Daemon.Networks.Dns;

namespace Aot.Daemon.Tests.Networks.Dns;

/// <summary>A network namespace of the test's own, with its loopback up.</summary>
internal sealed class TestSandbox : IDisposable
{
    private readonly string _name = "aotd-dns-" + Guid.NewGuid().ToString("N")[..8];

    public TestSandbox()
    {
        Ip("netns", "add", _name);
        Ip("-n", _name, "link", "set", "lo", "up");
    }

    public string Path => "/run/netns/" + _name;

    /// <summary>A socket that belongs to the namespace.</summary>
    public Task<Socket> SocketAsync(SocketType type) => SandboxThread.RunAsync(
        Path, () => new Socket(AddressFamily.InterNetwork, type, type == SocketType.Dgram ? ProtocolType.Udp : ProtocolType.Tcp));

    /// <summary>What a program writes to standard output and error in the namespace.</summary>
    public async Task<string> RunAsync(params string[] command)
    {
        using Process process = Start(["netns", "exec", _name, .. command]);
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        string errors = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return await output + errors;
    }

    public void Dispose() => Ip("netns", "delete", _name);

    private static void Ip(params string[] arguments)
    {
        using Process process = Start(arguments);
        string errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"ip {string.Join(' ', arguments)}: {errors}");
        }
    }

    private static Process Start(string[] arguments) =>
        Process.Start(new ProcessStartInfo("ip", arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
}
