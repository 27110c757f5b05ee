using System.Net.Sockets;
using Aot.Daemon.Api;
using Aot.Daemon.Primitives;
using Xunit;

namespace Aot.Daemon.Tests.Api;

public sealed class UnixListenerTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("aotd-listen-").FullName;

    private string Socket => Path.Combine(_folder, "d.sock");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_socket_is_for_root_and_the_group()
    {
        using Socket socket = UnixListener.Bind(new UnixListenOptions(Socket, GroupId: 4242), _ => Assert.Fail("nothing was stale"));
        Assert.Equal(UnixListenOptions.Mode, File.GetUnixFileMode(Socket));
        Assert.Equal(4242u, Group(Socket));
    }

    [Fact]
    public void The_socket_of_a_dead_daemon_is_replaced()
    {
        // Closing the descriptor alone, as death does; disposing of the socket would remove the file.
        using (var dead = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
        {
            dead.Bind(new UnixDomainSocketEndPoint(Socket));
            File.Move(Socket, Socket + ".kept");
        }

        File.Move(Socket + ".kept", Socket);
        string? stale = null;
        using Socket socket = UnixListener.Bind(new UnixListenOptions(Socket), path => stale = path);
        Assert.Equal(Socket, stale);
        socket.Listen();
        using var client = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        client.Connect(new UnixDomainSocketEndPoint(Socket));
    }

    [Fact]
    public void A_live_daemons_socket_is_left_alone()
    {
        using Socket live = UnixListener.Bind(new UnixListenOptions(Socket), _ => { });
        live.Listen();
        Assert.Equal(ErrorKind.Conflict, Assert.Throws<DaemonException>(() => UnixListener.Bind(new UnixListenOptions(Socket), _ => { })).Kind);
        Assert.True(File.Exists(Socket));
    }

    [Fact]
    public void Another_file_is_left_alone()
    {
        File.WriteAllText(Socket, "precious");
        Assert.Equal(ErrorKind.Conflict, Assert.Throws<DaemonException>(() => UnixListener.Bind(new UnixListenOptions(Socket), _ => { })).Kind);
        Assert.Equal("precious", File.ReadAllText(Socket));
    }

    [Fact]
    public void A_folder_that_is_not_there_is_a_clear_failure()
    {
        var failure = Assert.Throws<DaemonException>(() => UnixListener.Bind(new UnixListenOptions(_folder + "/no/d.sock"), _ => { }));
        Assert.StartsWith($"listen on {_folder}/no/d.sock: ", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_path_that_no_socket_can_have_is_a_clear_failure()
    {
        string path = Path.Combine(_folder, new string('a', 120));
        Assert.StartsWith($"listen on {path}: ", Assert.Throws<DaemonException>(() => UnixListener.Bind(new UnixListenOptions(path), _ => { })).Message, StringComparison.Ordinal);
    }

    private static uint Group(string path)
    {
        Assert.Equal(0, Interop.Statx.Call(Interop.Statx.AtFdCwd, path, Interop.Statx.NoFollow, Interop.Statx.BasicStats, out Interop.Statx.Result stat));
        return stat.Gid;
    }
}
