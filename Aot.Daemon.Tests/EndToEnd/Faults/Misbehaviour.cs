namespace Aot.Daemon.Tests.EndToEnd.Faults;

/// <summary>What a runtime does instead of its work, or after it.</summary>
public enum Misbehaviour
{
    /// <summary>Kills the victims, then does its work.</summary>
    KillBefore,

    /// <summary>Does its work, then kills the victims.</summary>
    KillAfter,

    /// <summary>Ends with code 1 and has done nothing.</summary>
    FailBefore,

    /// <summary>Does its work and ends with code 1.</summary>
    FailAfter,

    /// <summary>Does its work and takes its pid file away again.</summary>
    NoPidFile,

    /// <summary>Does its work and leaves a pid file that is none.</summary>
    BadPidFile,

    /// <summary>Never ends, and has done nothing.</summary>
    HangBefore,

    /// <summary>Does its work and never ends.</summary>
    HangAfter,
}
