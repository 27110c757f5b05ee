using System.Net.Sockets;
using Aot.Daemon.Interop;
using Aot.Daemon.Linux;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Api;

/// <summary>Makes the bound socket of the API. At no moment is it more open than it ends up.</summary>
internal static class UnixListener
{
    private const uint OwnerOnly = 0x180; // 0600

    /// <summary>Binds, with group and mode set. Conflict when a live daemon listens there or the path is something else than a socket.</summary>
    /// <param name="onStale">Told when the socket of a dead daemon had to be removed.</param>
    public static Socket Bind(UnixListenOptions options, Action<string> onStale)
    {
        RemoveStale(options.Path, onStale);
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            // The file that bind makes has the mode of the socket itself (unix(7)), and nobody can connect before listen.
            Check(FChmod.Call(socket.SafeHandle, OwnerOnly), options.Path);
            socket.Bind(new UnixDomainSocketEndPoint(options.Path));
            if (options.GroupId is uint group)
            {
                Check(Chown.Call(options.Path, Chown.Unchanged, group), options.Path);
            }

            File.SetUnixFileMode(options.Path, UnixListenOptions.Mode);
            return socket;
        }
        catch (Exception failure) when (failure is SocketException or ArgumentException)
        {
            socket.Dispose();
            throw DaemonException.System($"listen on {options.Path}: {failure.Message}", failure);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static void Check(int result, string path)
    {
        if (result != 0)
        {
            throw DaemonException.System($"listen on {path}: {Errno.Exception("set owner and mode").Message}");
        }
    }

    private static void RemoveStale(string path, Action<string> onStale)
    {
        if (!Path.Exists(path))
        {
            return;
        }

        using var probe = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            probe.Connect(new UnixDomainSocketEndPoint(path));
        }
        catch (SocketException refused) when (refused.SocketErrorCode == SocketError.ConnectionRefused && IsSocket(path))
        {
            File.Delete(path);
            onStale(path);
            return;
        }
        catch (SocketException)
        {
            throw DaemonException.Conflict($"listen on {path}: the path exists and is no socket");
        }

        throw DaemonException.Conflict($"listen on {path}: another daemon listens there");
    }

    private static bool IsSocket(string path)
    {
        const ushort typeMask = 0xf000;
        const ushort socketType = 0xc000;
        return Statx.Call(Statx.AtFdCwd, path, Statx.NoFollow, Statx.BasicStats, out Statx.Result found) == 0
            && (found.Mode & typeMask) == socketType;
    }
}
