using System.Runtime.InteropServices;
using System.Threading.Channels;
using Aot.Daemon.Config;
using Aot.Daemon.Interop;

namespace Aot.Daemon;

/// <summary>Reloads on SIGHUP. Signals that come while a reload runs are answered by one more; one that comes before the daemon is up waits for it.</summary>
internal sealed class SignalledReloads : IDisposable
{
    private readonly Channel<bool> _signals = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly PosixSignalRegistration _registration;

    public SignalledReloads()
    {
        // The runtime leaves a signal that is ignored (nohup(1)) ignored.
        SignalDisposition.Reset(SignalDisposition.Hangup);
        _registration = PosixSignalRegistration.Create(PosixSignal.SIGHUP, context =>
        {
            // Without this the runtime ends the process by itself.
            context.Cancel = true;
            _signals.Writer.TryWrite(true);
        });
    }

    /// <summary>Until it is cancelled.</summary>
    /// <param name="configFile">For the log.</param>
    public async Task RunAsync(ConfigReloader reloader, string configFile, ILogger log, CancellationToken stopping)
    {
        try
        {
            await foreach (bool _ in _signals.Reader.ReadAllAsync(stopping))
            {
                ConfigLog.Signalled(log, configFile);
                await reloader.ReloadAsync(stopping);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The daemon stops.
        }
    }

    public void Dispose() => _registration.Dispose();
}
