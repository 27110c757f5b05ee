using System.Buffers.Binary;
using Aot.Daemon.Interop;
using Microsoft.Win32.SafeHandles;

namespace Aot.Daemon.Linux;

/// <summary>An inotify(7) instance that watches folders for growth and renames of what is in them. The number of instances a user may have is small
/// (fs.inotify.max_user_instances, 128), so that one is to be shared.</summary>
internal sealed class Inotify : IDisposable
{
    /// <summary>The descriptor that <see cref="Read"/> tells when events were lost: anything may have happened to any folder.</summary>
    public const int Overflow = -1;

    private const int HeaderSize = 16; // struct inotify_event: int wd; uint mask, cookie, len; then len bytes of name.

    private readonly SafeFileHandle _instance;

    public Inotify()
    {
        _instance = InotifyInit.Call();
        if (_instance.IsInvalid)
        {
            throw Errno.Exception("inotify_init1");
        }
    }

    /// <summary>Watches a folder; the descriptor is the same for the same folder.</summary>
    public int Add(string folder)
    {
        const uint Events = InotifyAddWatch.Modify | InotifyAddWatch.MovedTo | InotifyAddWatch.Create
            | InotifyAddWatch.Delete | InotifyAddWatch.DeleteSelf | InotifyAddWatch.OnlyFolder;
        int watch = InotifyAddWatch.Call(_instance, folder, Events);
        return watch >= 0 ? watch : throw Errno.Exception($"inotify_add_watch {folder}");
    }

    /// <summary>Ends a watch. One whose folder was deleted is gone already, which is fine.</summary>
    public void Remove(int watch)
    {
        if (InotifyRemoveWatch.Call(_instance, watch) < 0 && Errno.Last != Errno.EINVAL)
        {
            throw Errno.Exception("inotify_rm_watch");
        }
    }

    /// <summary>Makes a <see cref="Read"/> on another thread return: a watch added and removed leaves an event.</summary>
    public void Wake() => Remove(Add("/"));

    /// <summary>Waits for events and tells the descriptors they belong to; the same one may come several times.</summary>
    public void Read(List<int> watches)
    {
        Span<byte> buffer = stackalloc byte[4096];
        int count = RandomAccess.Read(_instance, buffer, 0);
        for (int offset = 0; offset + HeaderSize <= count;)
        {
            ReadOnlySpan<byte> entry = buffer[offset..count];
            watches.Add(BinaryPrimitives.ReadInt32LittleEndian(entry));
            offset += HeaderSize + (int)BinaryPrimitives.ReadUInt32LittleEndian(entry[12..]);
        }
    }

    public void Dispose() => _instance.Dispose();
}
