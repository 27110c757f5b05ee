namespace Aot.Daemon.Tests.EndToEnd.Faults;

/// <summary>Every step of every act, and who dies there. A step that is in the source and not here fails a test.</summary>
internal static class CrashMatrix
{
    private static readonly string[] NewProcess = ["supervisor:create folder", "supervisor:create streams"];

    private static readonly string[] Run =
    [
        "supervisor:start locked", "supervisor:runtime begun", "supervisor:runtime ended", "supervisor:start succeeded", "supervisor:start pid",
        "supervisor:start recorded", "supervisor:start unlocked",
    ];

    private static readonly string[] End =
    [
        "supervisor:end reaped", "supervisor:end alone", "supervisor:end drained", "file:exit.json written", "file:exit.json renamed",
        "supervisor:end told",
    ];

    private static readonly string[] Delete =
    [
        "supervisor:delete killed", "supervisor:delete execs", "supervisor:runtime begun", "supervisor:runtime ended", "supervisor:delete runtime",
        "supervisor:delete cgroup", "supervisor:delete folder",
    ];

    private static readonly string[] Failed = ["supervisor:start failed", "supervisor:start undone"];

    public static IReadOnlyList<CrashCell> Cells { get; } =
    [
        .. Daemon(FaultActs.Create, "gone", "create:folder", "create:filesystem", "file:record.json written"),
        .. Daemon(FaultActs.Create, "created", "file:record.json renamed", "create:recorded"),

        .. Daemon(FaultActs.Start, "created", "start:checked", "start:intent", "start:mounted", "start:network", "start:files", "task:made", "task:spec", "start:created", "start:attached", "start:prepared", "start:durable"),
        .. Daemon(FaultActs.Start, "running", "start:started", "start:running", "start:told"),
        .. Daemon(FaultActs.StartAgain, "exited", "start:mounted", "start:intent", "start:attached"),
        .. Daemon(FaultActs.StartAgain, "running", "start:started"),
        .. Daemon(FaultActs.StartTerminal, "created", "start:attached"),
        .. Daemon(FaultActs.StartTerminal, "running", "start:started"),
        .. Supervisor(FaultActs.Start, null, [.. NewProcess, "supervisor:create cleared", .. Run, "file:task.json written", "file:task.json renamed"]),
        .. Supervisor(FaultActs.StartTerminal, null, [.. Run]),

        .. Daemon(FaultActs.FailedStart, "created", "failed start:undone", "failed start:recorded"),
        .. Daemon(FaultActs.FailedStartRemoving, "gone", "failed start:undone", "failed start:recorded", "remove:marked", "remove:deleted"),
        .. Supervisor(FaultActs.FailedStart, "created", Failed),

        .. Daemon(FaultActs.Stop, "running", "stop:marked"),
        .. Daemon(FaultActs.Stop, "exited", "stop:signalled", "stop:ended"),
        .. Daemon(FaultActs.StopByForce, "running", "stop:marked", "stop:signalled"),
        .. Daemon(FaultActs.StopByForce, "exited", "stop:killed", "stop:ended"),

        .. Daemon(FaultActs.Exit, "exited", "exit:heard", "exit:recorded", "release:task", "exit:released"),
        .. Daemon(FaultActs.ExitRemoving, "gone", "exit:heard", "exit:recorded", "release:task", "exit:released", "remove:marked", "remove:deleted", "remove:filesystem"),
        .. Daemon(FaultActs.ExitRestarting, "running", "exit:heard", "exit:recorded", "exit:released", "start:checked", "start:mounted", "start:intent", "start:started", "start:running"),
        .. Daemon(FaultActs.StopOfPolicy, "running", "stop:marked"),
        .. Daemon(FaultActs.StopOfPolicy, "exited", "stop:signalled", "exit:heard", "exit:recorded", "stop:ended"),
        .. Supervisor(FaultActs.Exit, "exited", [.. End, .. Delete]),

        .. Daemon(FaultActs.Exec, "running", "exec:begun", "exec:created", "exec:started", "exec:ended", "exec:deleted"),
        .. Daemon(FaultActs.FailedExec, "running", "failed exec:found"),
        .. Supervisor(FaultActs.Exec, "running", [.. NewProcess, .. Run, "file:exec.json written", "file:exec.json renamed", .. End, "supervisor:delete exec"]),
        .. Supervisor(FaultActs.FailedExec, "running", [.. Failed, "supervisor:delete exec"]),

        .. Daemon(FaultActs.Remove, "exited", "remove:killed", "remove:marked", "remove:released"),
        .. Daemon(FaultActs.Remove, "gone", "remove:deleted", "remove:filesystem", "remove:folder"),
        .. Daemon(FaultActs.RemoveByForce, "exited", "remove:killed", "remove:marked", "remove:released"),
        .. Daemon(FaultActs.RemoveByForce, "gone", "remove:deleted", "remove:filesystem", "remove:folder"),

        .. Daemon(FaultActs.Restart, "exited", "stop:ended", "start:checked", "start:mounted", "start:intent"),
        .. Daemon(FaultActs.Restart, "running", "start:started", "start:told"),

        .. Daemon(FaultActs.Pause, "paused", "pause:paused"),
        .. Daemon(FaultActs.Unpause, "running", "unpause:resumed"),
        .. Daemon(FaultActs.StopPaused, "exited", "stop:signalled", "exit:recorded"),
        .. Daemon(FaultActs.RemovePaused, "gone", "remove:deleted"),
        .. Supervisor(FaultActs.Pause, null, ["supervisor:runtime begun", "supervisor:runtime ended"]),
        .. Supervisor(FaultActs.Unpause, null, ["supervisor:runtime begun", "supervisor:runtime ended"]),

        .. Daemon(FaultActs.Rename, "running", "file:record.json written", "file:record.json renamed", "rename:recorded"),

        .. Daemon(FaultActs.Restore, "running", "restore:found", "restore:tasks"),
        .. Daemon(FaultActs.RestoreAndRewrite, "running", "journal:rewritten", "journal:renamed"),
        .. Daemon(FaultActs.RestoreEnded, "exited", "restore:found", "restore:tasks", "exit:heard", "exit:recorded", "release:task", "exit:released"),
        .. Daemon(FaultActs.RestoreRemoving, "gone", "restore:found", "restore:tasks", "exit:recorded", "release:task", "remove:marked", "remove:deleted"),
        .. Daemon(FaultActs.RestoreCutStart, "created", "restore:found", "restore:released", "restore:recorded"),
        .. Daemon(FaultActs.RestoreCutStartRemoving, "gone", "restore:recorded", "remove:deleted"),
        .. Daemon(FaultActs.RestoreAfterReboot, "exited", "restore:found", "restore:released", "restore:recorded"),
        .. Daemon(FaultActs.RestoreOfPolicy, "running", "restore:found", "restore:recorded", "restore:due", "start:intent", "start:started"),
        .. Supervisor(FaultActs.Adopt, "running", ["supervisor:adopt begun", "supervisor:adopted"]),
    ];

    private static IEnumerable<CrashCell> Daemon(FaultAct act, string? then, params string[] steps) =>
        steps.Select(step => new CrashCell(act, step, Victim.Daemon, then));

    /// <summary>The supervisor alone, while the daemon goes on with the act; and both of them.</summary>
    private static IEnumerable<CrashCell> Supervisor(FaultAct act, string? then, string[] steps) =>
    [
        .. steps.Select(step => new CrashCell(act, step, Victim.Supervisor, act.IsRefused ? then : act.Promise)),
        .. steps.Select(step => new CrashCell(act, step, Victim.Both, then)),
    ];
}
