using System.Runtime.InteropServices;
using Aot.Daemon.Config;
using Aot.Daemon.Containers;
using Aot.Daemon.Lifetime;
using Aot.Daemon.Linux;
using Aot.Daemon.Logging;
using Aot.Daemon.Primitives;

namespace Aot.Daemon;

/// <summary>Starts the daemon, waits for the signal to stop, and stops it in order.</summary>
internal static class DaemonHost
{
    private const UnixFileMode RootMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <summary>How long running requests may take to end once the daemon stops; those that follow something never do by themselves.</summary>
    private static readonly TimeSpan RequestGrace = TimeSpan.FromMilliseconds(500);

    /// <summary>How long what is being done to containers may take to end: a start, the clean-up after an exit.</summary>
    private static readonly TimeSpan WorkGrace = TimeSpan.FromSeconds(10);

    /// <summary>Runs until SIGTERM or SIGINT.</summary>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(CommandLine commandLine, DaemonConfig config)
    {
        OpenFileLimit.RaiseToHard();
        LogSetup logging = LogSetup.Create(config, TimeProvider.System);
        ILogger log = logging.Provider.CreateLogger(nameof(DaemonHost));

        Directory.CreateDirectory(config.DataRoot, RootMode);
        Directory.CreateDirectory(config.ExecRoot, RootMode);
        using DaemonLock dataLock = DaemonLock.Acquire(config.DataRoot);
        using PidFile? pidFile = PidFile.Create(config.PidFile);

        TaskCompletionSource stop = new(TaskCreationOptions.RunContinuationsAsynchronously);
        using PosixSignalRegistration terminate = OnSignal(PosixSignal.SIGTERM, stop);
        using PosixSignalRegistration interrupt = OnSignal(PosixSignal.SIGINT, stop);
        using SignalledReloads reloads = new();
        foreach (string warning in ConfigWarnings.Of(config))
        {
            ConfigLog.Warning(log, warning);
        }

        await using DaemonComposition daemon = await DaemonComposition.CreateAsync(commandLine, config, logging, TimeProvider.System);
        daemon.Engine.Start();
        daemon.Networks.Load();
        IReadOnlyList<HeldContainer> held = await daemon.Restore.LoadAsync();
        daemon.Networks.Restore();
        if (daemon.Metrics is { } metrics)
        {
            await metrics.StartAsync(CancellationToken.None);
        }

        await daemon.Api.StartAsync(CancellationToken.None);

        // The API answers while this goes on; containers that it looks at wait at their gates.
        using CancellationTokenSource stopping = new();
        Task work = WorkAsync(daemon, held, log, stopping.Token);
        Task signalled = reloads.RunAsync(daemon.Reloader, commandLine.ConfigFile, log, stopping.Token);
        await stop.Task;

        await StopAsync(daemon, daemon.Configuration.Current.Config, log);
        await stopping.CancelAsync();
        await EndAsync(work, "following the containers", log);
        await signalled;
        HostLog.Stopped(log);
        return 0;
    }

    private static async Task WorkAsync(DaemonComposition daemon, IReadOnlyList<HeldContainer> held, ILogger log, CancellationToken stopping)
    {
        try
        {
            IReadOnlyList<ContainerEntry> due = await daemon.Restore.ReconcileAsync(daemon.Engine, held, stopping);
            SweepScripts(daemon, log);
            Task sweep = daemon.Images.SweepAsync(stopping);
            Task starts = daemon.Restarts.StartAsync(due);
            await Task.WhenAll(daemon.Exits.RunAsync(daemon.Engine, stopping), daemon.Ooms.RunAsync(daemon.Engine, stopping));
            await starts;
            await sweep;
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The daemon stops.
        }
        catch (Exception failure)
        {
            HostLog.Failed(log, failure, "following the containers");
        }
    }

    private static void SweepScripts(DaemonComposition daemon, ILogger log)
    {
        try
        {
            int removed = daemon.SweepScripts();
            if (removed > 0)
            {
                HostLog.SweptScripts(log, removed);
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // They cost nothing but their place; the next start tries again.
            HostLog.Failed(log, failure, "removing stale wrapper scripts");
        }
    }

    /// <summary>No new starts and requests; then the containers, unless they are to live on; then the supervisor, if it has nothing left to hold.</summary>
    private static async Task StopAsync(DaemonComposition daemon, DaemonConfig config, ILogger log)
    {
        daemon.Start.Close();
        Task restarts = daemon.Restarts.StopAsync();
        HostLog.Stopping(log, daemon.Directory.All().Count(entry => entry.State.IsRunning), config.LiveRestore);
        using (CancellationTokenSource grace = new(RequestGrace))
        {
            await daemon.Api.StopAsync(grace.Token);
        }

        ContainerEntry[] entries = daemon.Directory.All();
        if (!config.LiveRestore)
        {
            await StopContainersAsync(daemon, entries, LimitOf(config, entries), log);
        }

        // A start that is under way would fail with what it stands on, and be undone by halves.
        await EndAsync(Task.WhenAll(restarts, PassGatesAsync(entries)), "working on containers", log);
        if (daemon.Directory.All().All(entry => entry.Task is null))
        {
            daemon.Networks.Clear();
            await ShutdownSupervisorAsync(daemon, log);
        }
    }

    /// <summary>Waits for work that is about to end; a runtime that hangs does not keep the daemon from ending.</summary>
    private static async Task EndAsync(Task work, string what, ILogger log)
    {
        try
        {
            await work.WaitAsync(WorkGrace);
        }
        catch (TimeoutException late)
        {
            HostLog.Failed(log, late, what);
        }
    }

    /// <summary>Waits for whoever holds the containers' gates: starts, and the handlers of exits.</summary>
    private static async Task PassGatesAsync(ContainerEntry[] entries)
    {
        foreach (ContainerEntry entry in entries)
        {
            using (await entry.Gate.EnterAsync())
            {
            }
        }
    }

    /// <summary>All of them at once. Each gate is entered before, for a start that had begun to be over.</summary>
    private static async Task StopContainersAsync(DaemonComposition daemon, ContainerEntry[] entries, TimeSpan timeout, ILogger log)
    {
        using CancellationTokenSource limit = new(timeout);
        await Task.WhenAll(entries.Select(async entry =>
        {
            try
            {
                await StopContainerAsync(daemon.Stop, entry, limit.Token);
            }
            catch (Exception failure)
            {
                HostLog.Failed(log, failure, $"stopping container {entry.Id}");
            }
        }));
    }

    private static TimeSpan LimitOf(DaemonConfig config, ContainerEntry[] entries) =>
        ShutdownLimit.Of(config.ShutdownTimeout, entries.Where(entry => entry.State.IsRunning).Select(entry => StopContainer.TimeoutOf(entry.Record)));

    private static async Task StopContainerAsync(StopContainer stop, ContainerEntry entry, CancellationToken limit)
    {
        using (await entry.Gate.EnterAsync(limit))
        {
        }

        if (!entry.State.IsRunning)
        {
            return; // Also one that waits for its restart: the next daemon sees to it.
        }

        try
        {
            await stop.RunForDaemonAsync(entry, limit);
        }
        catch (OperationCanceledException)
        {
            await stop.KillAsync(entry, byUser: false, CancellationToken.None);
        }
        catch (DaemonException ended) when (ended.Kind == ErrorKind.NotModified)
        {
            // It does not run.
        }
    }

    private static async Task ShutdownSupervisorAsync(DaemonComposition daemon, ILogger log)
    {
        try
        {
            using CancellationTokenSource limit = new(TimeSpan.FromSeconds(5));
            await daemon.Engine.ShutdownSupervisorAsync(limit.Token);
        }
        catch (Exception failure) when (failure is DaemonException or OperationCanceledException)
        {
            HostLog.Failed(log, failure, "ending the supervisor");
        }
    }

    private static PosixSignalRegistration OnSignal(PosixSignal signal, TaskCompletionSource stop) =>
        PosixSignalRegistration.Create(signal, context =>
        {
            // Without this the runtime ends the process by itself.
            context.Cancel = true;
            stop.TrySetResult();
        });
}
