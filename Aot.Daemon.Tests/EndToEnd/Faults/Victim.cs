namespace Aot.Daemon.Tests.EndToEnd.Faults;

/// <summary>Who dies at a step.</summary>
public enum Victim
{
    Daemon,
    Supervisor,

    /// <summary>The supervisor, and the daemon with it.</summary>
    Both,
}
