using System.Threading.Channels;

namespace Aot.Daemon.Logs;

/// <summary>One follower's view of a folder: it wakes once for any number of changes since it last woke.</summary>
internal sealed class LogWatch(LogWatcher watcher, int descriptor) : IDisposable
{
    private readonly Channel<bool> _signals = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    internal int Descriptor { get; } = descriptor;

    /// <summary>Wakes the follower, now or at its next wait.</summary>
    public void Signal() => _signals.Writer.TryWrite(true);

    /// <summary>Waits until something changed since the last wait returned.</summary>
    public async ValueTask WaitAsync(CancellationToken cancellationToken) => await _signals.Reader.ReadAsync(cancellationToken);

    public void Dispose() => watcher.End(this);
}
