using System.Collections.Immutable;

namespace Aot.Daemon.Config;

/// <summary>From the configuration in force to the one that file and flags want.</summary>
internal sealed class ConfigChange(DaemonConfig live, DaemonConfig wanted)
{
    /// <summary>What a reload puts in force: what is wanted, but the live value of what only a restart changes.</summary>
    public DaemonConfig Next()
    {
        DaemonConfig next = wanted;
        foreach (DaemonOption option in OptionTable.Rows)
        {
            if (!option.IsReloadable)
            {
                next = option.Copy(live, next);
            }
        }

        return next;
    }

    /// <summary>Each key of daemon.json with its outcome, given that the reload succeeded or failed.</summary>
    public ImmutableArray<KeyReport> Report(bool succeeded)
    {
        ImmutableArray<KeyReport>.Builder keys = ImmutableArray.CreateBuilder<KeyReport>();
        foreach (DaemonOption option in OptionTable.Rows)
        {
            if (option.Key is null || (option.Value(live) is null && option.Value(wanted) is null))
            {
                continue;
            }

            KeyOutcome outcome = option.Value(live) == option.Value(wanted) ? KeyOutcome.Unchanged
                : !succeeded ? KeyOutcome.Rejected
                : option.Warning(wanted) is not null ? KeyOutcome.NotSupported
                : option.IsReloadable ? KeyOutcome.Applied
                : KeyOutcome.NeedsRestart;
            keys.Add(new KeyReport(option.FullKey, outcome, ConfigText.Shown(option, live), ConfigText.Shown(option, wanted)));
        }

        keys.Sort((one, other) => string.CompareOrdinal(one.Key, other.Key));
        return keys.ToImmutable();
    }
}
