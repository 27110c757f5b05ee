using Aot.Daemon.Interop;
using Aot.Daemon.Linux;
using Microsoft.Win32.SafeHandles;

namespace Aot.Daemon.Supervisor;

/// <summary>
/// Tells when a cgroup is in want of memory. On version 1 by an eventfd that is registered with memory.oom_control, at every kill and, where killing is
/// disabled, when there was one to be; on version 2 by inotify(7) on memory.events, when its count of kills has grown. Costs a descriptor,
/// and nothing while nothing happens.
/// </summary>
internal sealed class OomWatch : IDisposable
{
    private readonly CgroupFolders _cgroups;
    private readonly string _path;
    private readonly Action _onOom;
    private readonly SafeFileHandle _source;
    private readonly LoopWatch _watch;
    private long _kills;

    private OomWatch(EventLoop loop, CgroupFolders cgroups, string path, SafeFileHandle source, Action onOom)
    {
        _cgroups = cgroups;
        _path = path;
        _onOom = onOom;
        _source = source;
        _kills = cgroups.OomKills(path) ?? 0;
        _watch = loop.Watch(source, Epoll.In, _ => Ready());
    }

    /// <summary>Watches a cgroup; null when it has no memory controller, or is gone.</summary>
    /// <param name="onOom">Not called any more after the disposal.</param>
    public static OomWatch? Start(EventLoop loop, CgroupFolders cgroups, string? path, Action onOom)
    {
        if (path is null)
        {
            return null;
        }

        string folder = cgroups.MemoryFolder(path);
        SafeFileHandle? source = cgroups.IsUnified ? WatchFile(folder) : Register(folder);
        return source is null ? null : new OomWatch(loop, cgroups, path, source, onOom);
    }

    /// <summary>Whether something was killed before the watch began.</summary>
    public bool HadKills => _kills > 0;

    public void Dispose()
    {
        _watch.Dispose();
        _source.Dispose();
    }

    private void Ready()
    {
        Span<byte> ignored = stackalloc byte[4096];
        _ = DescriptorIo.Read(_source, ignored);

        // Version 1 tells of the cgroup's removal as well; its count grows a little after it has told of a kill.
        long? kills = _cgroups.OomKills(_path);
        bool isOom = kills is not null && (!_cgroups.IsUnified || kills > _kills);
        _kills = kills ?? _kills;
        if (isOom)
        {
            _onOom();
        }
    }

    private static SafeFileHandle? WatchFile(string folder)
    {
        SafeFileHandle inotify = InotifyInit.NonBlocking();
        if (!inotify.IsInvalid && InotifyAddWatch.Call(inotify, Path.Combine(folder, "memory.events"), InotifyAddWatch.Modify) >= 0)
        {
            return inotify;
        }

        inotify.Dispose();
        return null;
    }

    private static SafeFileHandle? Register(string folder)
    {
        SafeFileHandle counter = EventFd.Create();
        using SafeFileHandle control = Open.File(Path.Combine(folder, "memory.oom_control"), Open.ReadOnly);
        using SafeFileHandle registry = Open.File(Path.Combine(folder, "cgroup.event_control"), Open.WriteOnly);
        if (!counter.IsInvalid && !control.IsInvalid && !registry.IsInvalid)
        {
            byte[] line = System.Text.Encoding.ASCII.GetBytes($"{counter.DangerousGetHandle()} {control.DangerousGetHandle()}");
            if (DescriptorIo.Write(registry, line) == line.Length)
            {
                return counter;
            }
        }

        counter.Dispose();
        return null;
    }
}
