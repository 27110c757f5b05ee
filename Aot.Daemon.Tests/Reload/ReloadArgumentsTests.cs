using System.Net.Sockets;
using Aot.Daemon.Primitives;
using Aot.Daemon.Reload;
using Xunit;

namespace Aot.Daemon.Tests.Reload;

public sealed class ReloadArgumentsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("/run/aotd.sock")]
    [InlineData("/x.sock", "-H", "unix:///x.sock")]
    [InlineData("/x.sock", "--host=unix:///x.sock")]
    public void The_socket_is_the_one_given_or_the_default(string path, params string[] arguments) =>
        Assert.Equal(path, ReloadArguments.Parse(arguments).SocketPath);

    [Theory]
    [InlineData("--debug")]
    [InlineData("--bogus")]
    [InlineData("now")]
    [InlineData("-H", "tcp://1.2.3.4:5")]
    [InlineData("-H", "unix:///x", "--pidfile", "/y")]
    public void Anything_else_is_a_wrong_command_line(params string[] arguments) =>
        Assert.Equal(ErrorKind.Invalid, Assert.Throws<DaemonException>(() => ReloadArguments.Parse(arguments)).Kind);

    [Fact]
    public void Help_needs_no_daemon() => Assert.True(ReloadArguments.Parse(["--help", "--pidfile", "/nope"]).WantsHelp);

    [Fact]
    public void A_pid_file_leads_to_the_socket_that_the_process_listens_on()
    {
        using Socket listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        string path = _folder.File("a socket.sock");
        listener.Bind(new UnixDomainSocketEndPoint(path));
        listener.Listen();
        Assert.Contains(path, Aot.Daemon.Linux.ListeningSockets.Of(Environment.ProcessId));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("-1")]
    [InlineData("99999999")]
    [InlineData("x")]
    public void A_pid_file_that_names_no_daemon_is_an_error(string? content)
    {
        string path = content is null ? _folder.File("missing") : _folder.Write("pid", content);
        Assert.Equal(ErrorKind.NotFound, Assert.Throws<DaemonException>(() => ReloadArguments.Parse(["--pidfile", path])).Kind);
    }
}
