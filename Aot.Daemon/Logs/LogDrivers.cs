namespace Aot.Daemon.Logs;

/// <summary>The names of log drivers.</summary>
internal static class LogDrivers
{
    /// <summary>The default, as dockerd's.</summary>
    public const string JsonFile = "json-file";

    /// <summary>Nothing is logged.</summary>
    public const string None = "none";

    /// <summary>What dockerd has besides and this daemon has not.</summary>
    public static bool IsKnownElsewhere(string name) =>
        name is "local" or "syslog" or "journald" or "gelf" or "fluentd" or "awslogs" or "splunk" or "etwlogs" or "gcplogs" or "logentries";
}
