using Aot.Daemon.Linux;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Engine.Oci;

/// <summary>The /dev/shm of a container with IPC mode shareable: a tmpfs of the host's, below the container's folder, that other containers
/// (IPC mode container:ID) get too. It lives as long as the container runs.</summary>
internal static class ShareableShm
{
    /// <summary>Where it is mounted.</summary>
    public static string PathOf(string containerFolder) => Path.Combine(containerFolder, "shm");

    /// <summary>Mounts an empty one in place of what an earlier run left; returns its path, for <see cref="SpecInput.ShmPath"/>.</summary>
    /// <param name="size">Bytes.</param>
    public static string Mount(string containerFolder, long size)
    {
        string path = PathOf(containerFolder);
        try
        {
            Directory.CreateDirectory(path);
            Mounts.Detach(path);
        }
        catch (IOException exception)
        {
            throw DaemonException.System($"mount {path}: {exception.Message}", exception);
        }

        int errno = Mounts.SharedMemory(path, size);
        return errno == 0 ? path : throw DaemonException.System(Errno.Exception("mount " + path, errno).Message);
    }

    /// <summary>Takes it away; nothing happens when there is none. Who has it open keeps it.</summary>
    public static void Detach(string containerFolder) => Mounts.Detach(PathOf(containerFolder));
}
