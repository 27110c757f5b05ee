namespace Aot.Daemon.Tests.EndToEnd.Faults;

/// <summary>Who dies at a step.</summary>
public enum Victim
{
    /// <summary>Nobody: something fails, and those who use it live on.</summary>
    None,
    Daemon,
    Supervisor,

    /// <summary>The supervisor, and the daemon with it.</summary>
    Both,
}
