using System.Runtime.InteropServices;
using Aot.Daemon.Config;
using Aot.Daemon.Lifetime;
using Aot.Daemon.Logging;

namespace Aot.Daemon;

/// <summary>Starts the daemon, waits for the signal to stop, and stops it in order.</summary>
internal static class DaemonHost
{
    private const UnixFileMode RootMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupExecute;

    /// <summary>Runs until SIGTERM or SIGINT.</summary>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(CommandLine commandLine, DaemonSnapshot snapshot)
    {
        DaemonConfig config = snapshot.Config;
        LogSetup logging = LogSetup.Create(config, TimeProvider.System);
        ILogger log = logging.Provider.CreateLogger(nameof(DaemonHost));

        Directory.CreateDirectory(config.DataRoot, RootMode);
        Directory.CreateDirectory(config.ExecRoot, RootMode);
        using DaemonLock dataLock = DaemonLock.Acquire(config.DataRoot);
        using PidFile? pidFile = PidFile.Create(config.PidFile);

        TaskCompletionSource stop = new(TaskCreationOptions.RunContinuationsAsynchronously);
        using PosixSignalRegistration terminate = OnSignal(PosixSignal.SIGTERM, stop);
        using PosixSignalRegistration interrupt = OnSignal(PosixSignal.SIGINT, stop);
        foreach (HostAddress host in config.Hosts)
        {
            HostLog.Listening(log, host.SocketPath);
        }

        await stop.Task;
        HostLog.Stopping(log);
        return 0;
    }

    private static PosixSignalRegistration OnSignal(PosixSignal signal, TaskCompletionSource stop) =>
        PosixSignalRegistration.Create(signal, context =>
        {
            // Without this the runtime ends the process by itself.
            context.Cancel = true;
            stop.TrySetResult();
        });
}
