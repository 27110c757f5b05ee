using System.Collections.Immutable;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Config;

/// <summary>
/// The one writer of the <see cref="SnapshotStore"/> after the start. A reload is a transaction: all that can fail comes first and touches nothing
/// live, then one reference is written, then the commit steps, which cannot fail. Nobody who reads waits.
/// </summary>
/// <param name="commandLine">The start's: a reload gives what a restart with the same flags and the file as it is now would give, for every key that
/// can be reloaded.</param>
/// <param name="build">Derives the next snapshot; fails without a trace.</param>
/// <param name="commitSteps">What follows the configuration besides its readers, called in order with the snapshot just published: the log's level,
/// the reload event.</param>
/// <param name="onOutcome">Told of each reload, whether it succeeded or not; must not fail.</param>
internal sealed class ConfigReloader(
    CommandLine commandLine,
    SnapshotStore store,
    Func<DaemonConfig, long, DaemonSnapshot> build,
    ImmutableArray<Action<DaemonSnapshot>> commitSteps,
    Action<ReloadReport> onOutcome,
    ILogger<ConfigReloader> log) : IDisposable
{
    // Writers queue here, first come first served.
    private readonly AsyncGate _gate = new();

    /// <summary>Reloads. It is said in the log, once, how it went. Never fails because of the file or the host: that is the report's to tell.</summary>
    /// <param name="cancellationToken">Ends the waiting for one's turn, never a reload half done.</param>
    public async Task<ReloadReport> ReloadAsync(CancellationToken cancellationToken)
    {
        using (await _gate.EnterAsync(cancellationToken))
        {
            ReloadReport report = Reload(store.Current);
            onOutcome(report);
            return report;
        }
    }

    public void Dispose() => _gate.Dispose();

    private ReloadReport Reload(DaemonSnapshot live)
    {
        ConfigChange? change = null;
        DaemonSnapshot next;
        try
        {
            DaemonConfig wanted = ConfigLoader.Merge(commandLine);
            change = new ConfigChange(live.Config, wanted);
            ConfigValidator.Validate(wanted);
            DaemonConfig merged = change.Next();
            ConfigValidator.Validate(merged);
            next = build(merged, live.Version + 1);
        }
        catch (Exception failure)
        {
            ConfigLog.ReloadFailed(log, failure, commandLine.ConfigFile);
            return new ReloadReport
            {
                Version = live.Version,
                Failure = failure.Message,
                FailureKind = failure is DaemonException expected ? expected.Kind : ErrorKind.System,
                Keys = change?.Report(succeeded: false) ?? [],
            };
        }

        store.Publish(next);
        Commit(next);
        ReloadReport report = new()
        {
            Version = next.Version,
            Keys = change.Report(succeeded: true),
            Warnings = ConfigWarnings.Of(next.Config),
        };
        Tell(report, next.Config);
        return report;
    }

    private void Commit(DaemonSnapshot next)
    {
        foreach (Action<DaemonSnapshot> step in commitSteps)
        {
            try
            {
                step(next);
            }
            catch (Exception fault)
            {
                // A fault in the program. The configuration is in force, so the other steps must follow it.
                ConfigLog.CommitFailed(log, fault);
            }
        }
    }

    private void Tell(ReloadReport report, DaemonConfig config)
    {
        foreach (string warning in report.Warnings)
        {
            ConfigLog.Warning(log, warning);
        }

        foreach (KeyReport key in report.Of(KeyOutcome.NeedsRestart))
        {
            ConfigLog.NeedsRestart(log, key.Key, key.Before ?? "unset", key.Wanted ?? "unset");
        }

        foreach (KeyReport key in report.Of(KeyOutcome.Applied))
        {
            ConfigLog.Applied(log, key.Key, key.Before ?? "unset", key.Wanted ?? "unset");
        }

        ConfigLog.Reloaded(log, ConfigText.Of(config));
    }
}
