using Aot.Daemon.Primitives;

namespace Aot.Daemon.Containers;

/// <summary>Which moves a state allows and where they lead: one pure table, with dockerd's words and kinds for what it forbids.</summary>
internal static class ContainerTransitions
{
    private static readonly Transition Created = Transition.To(ContainerStatus.Created);
    private static readonly Transition Running = Transition.To(ContainerStatus.Running);
    private static readonly Transition Paused = Transition.To(ContainerStatus.Paused);
    private static readonly Transition Waiting = Transition.To(ContainerStatus.Restarting);
    private static readonly Transition Removing = Transition.To(ContainerStatus.Removing);
    private static readonly Transition Exited = Transition.To(ContainerStatus.Exited);
    private static readonly Transition Dead = Transition.To(ContainerStatus.Dead);

    private static readonly Transition Started = Transition.No(ErrorKind.NotModified, "container already started");
    private static readonly Transition Stopped = Transition.No(ErrorKind.NotModified, "container is already stopped");
    private static readonly Transition NoStart = Conflict("container is marked for removal and cannot be started");
    private static readonly Transition NoRename = Conflict("container {id} is marked for removal and cannot be renamed");
    private static readonly Transition NoUpdate = Conflict("Cannot update container {id}: container is marked for removal and cannot be \"update\"");
    private static readonly Transition Unpause = Conflict("cannot start a paused container, try unpause instead");
    private static readonly Transition NoWait = Conflict("container {id} does not wait for a restart");
    private static readonly Transition NotDue = Conflict("container {id} is not to be started");
    private static readonly Transition NotUp = Conflict("Container {id} is not running");
    private static readonly Transition NotUpToKill = Conflict("Cannot kill container: {name}: Container {id} is not running");
    private static readonly Transition BePatient = Conflict("Container {id} is restarting, wait until the container is running");
    private static readonly Transition AlreadyPaused = Conflict("Container {id} is already paused");
    private static readonly Transition NotPaused = Transition.No(ErrorKind.System, "Container {id} is not paused");
    private static readonly Transition PausedForExec = Conflict("Container {name} is paused, unpause the container before exec");
    private static readonly Transition PausedForAttach = Conflict("container {name} is paused, unpause the container before attach");
    private static readonly Transition RestartingForAttach = Conflict("container {name} is restarting, wait until the container is running");
    private static readonly Transition GoingAlready = Conflict("removal of container {id} is already in progress");
    private static readonly Transition StopIt = Conflict(
        "You cannot remove a running container {id}. Stop the container before attempting removal or force remove");
    private static readonly Transition StopItRestarting = Conflict(
        "You cannot remove a restarting container {id}. Stop the container before attempting removal or force remove");
    private static readonly Transition StopItPaused = Conflict(
        "You cannot remove a paused container {id}. Unpause and then stop the container before attempting removal or force remove");
    private static readonly Transition NotGoing = Conflict("container {id} is not being removed");

    // A row a move, in the order of ContainerMove; a column a state, in the order of ContainerStatus.
    private static readonly Transition[][] Table =
    [
        //                    created      running    paused           restarting           removing      exited       dead
        /* Start */           [Running,     Started,   Unpause,         Started,             NoStart,      Running,     NoStart],
        /* RestartByPolicy */ [NoWait,      NoWait,    NoWait,          Running,             NoWait,       NoWait,      NoWait],
        /* Stop */            [Stopped,     Exited,    Exited,          Exited,              Stopped,      Stopped,     Stopped],
        /* Kill */            [NotUpToKill, Exited,    Exited,          Exited,              NotUpToKill,  NotUpToKill, NotUpToKill],
        /* Pause */           [NotUp,       Paused,    AlreadyPaused,   BePatient,           NotUp,        NotUp,       NotUp],
        /* Unpause */         [NotPaused,   NotPaused, Running,         NotPaused,           NotPaused,    NotPaused,   NotPaused],
        /* Rename */          [Created,     Running,   Paused,          Waiting,             NoRename,     Exited,      NoRename],
        /* Update */          [Created,     Running,   Paused,          Waiting,             NoUpdate,     Exited,      NoUpdate],
        /* Exec */            [NotUp,       Running,   PausedForExec,   BePatient,           NotUp,        NotUp,       NotUp],
        /* Attach */          [Created,     Running,   PausedForAttach, RestartingForAttach, Removing,     Exited,      Dead],
        /* Resize */          [NotUp,       Running,   Paused,          NotUp,               NotUp,        NotUp,       NotUp],
        /* Top */             [NotUp,       Running,   Paused,          BePatient,           NotUp,        NotUp,       NotUp],
        /* Remove */          [Removing,    StopIt,    StopItPaused,    StopItRestarting,    GoingAlready, Removing,    Removing],
        /* ForceRemove */     [Removing,    Removing,  Removing,        Removing,            GoingAlready, Removing,    Removing],
        /* Exit */            [NotUp,       Exited,    Exited,          NotUp,               NotUp,        NotUp,       NotUp],
        /* ExitToRestart */   [NotUp,       Waiting,   Waiting,         NotUp,               NotUp,        NotUp,       NotUp],
        /* FoundDue */        [NotDue,      NotDue,    NotDue,          Waiting,             NotDue,       Waiting,     NotDue],
        /* GiveUp */          [NoWait,      NoWait,    NoWait,          Exited,              NoWait,       NoWait,      NoWait],
        /* FoundRunning */    [Running,     Running,   Running,         Running,             GoingAlready, Running,     GoingAlready],
        /* FoundPaused */     [Paused,      Paused,    Paused,          Paused,              GoingAlready, Paused,      GoingAlready],
        /* RemovalFailed */   [NotGoing,    NotGoing,  NotGoing,        NotGoing,            Dead,         NotGoing,    NotGoing],
    ];

    public static Transition Of(ContainerStatus status, ContainerMove move) => Table[(int)move][(int)status];

    public static bool Allows(ContainerStatus status, ContainerMove move) => Of(status, move).IsAllowed;

    /// <summary>Fails, in dockerd's words, when the container's state forbids the move.</summary>
    /// <param name="reference">As the client named the container; null when that is not known, which says the id.</param>
    /// <returns>The state that the move leads to.</returns>
    public static ContainerStatus Require(ContainerRecord record, ContainerMove move, string? reference = null)
    {
        Transition transition = Of(record.State.Status, move);
        return transition.Refusal is { } kind
            ? throw new DaemonException(
                kind,
                transition.Words.Replace("{id}", record.Id, StringComparison.Ordinal).Replace("{name}", reference ?? record.Id, StringComparison.Ordinal))
            : transition.Next;
    }

    public static DaemonException NotRunning(ContainerRecord record) => DaemonException.Conflict($"Container {record.Id} is not running");

    private static Transition Conflict(string words) => Transition.No(ErrorKind.Conflict, words);
}
