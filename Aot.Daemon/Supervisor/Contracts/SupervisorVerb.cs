using System.Text.Json.Serialization;

namespace Aot.Daemon.Supervisor.Contracts;

/// <summary>What a daemon asks of the supervisor. Every verb may be repeated after a broken connection.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<SupervisorVerb>))]
internal enum SupervisorVerb
{
    /// <summary>Makes the connection one that is told of events; answered with every process there is.</summary>
    Hello,

    /// <summary>Carries a descriptor that the daemon kept for a process over an earlier supervisor's death.</summary>
    Keep,

    /// <summary>The daemon has sent all that it had kept: what is lost now is reported as ended.</summary>
    Kept,

    /// <summary>Answered with a duplicate of the terminal, for the daemon to keep.</summary>
    Console,

    /// <summary>Carries a descriptor of the daemon that the supervisor holds by a name while the task is there; without one, what has the name is closed.</summary>
    Hold,

    /// <summary>Answered with a duplicate of what is held by a name.</summary>
    Held,

    /// <summary>Prepares a task or an exec: its folder and streams. What was there under the same id is removed.</summary>
    Create,

    Start,

    Signal,

    Resize,

    /// <summary>Lets the processes of a task stand still. NotFound when it does not run.</summary>
    Pause,

    /// <summary>Lets them go on.</summary>
    Resume,

    /// <summary>Sets the limits that lie in the task's folder (<see cref="SupervisorPaths.Resources"/>).</summary>
    Update,

    /// <summary>Answered with the pids of all processes of a task.</summary>
    Pids,

    /// <summary>Turns the connection into a stream: see <see cref="AttachFrame"/>.</summary>
    Attach,

    /// <summary>Kills and forgets a task or an exec.</summary>
    Delete,

    /// <summary>Ends the supervisor; refused while there are tasks.</summary>
    Shutdown,
}
