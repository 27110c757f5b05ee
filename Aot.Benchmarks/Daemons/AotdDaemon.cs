namespace Aot.Benchmarks.Daemons;

/// <summary>The published aotd.</summary>
internal sealed class AotdDaemon(string binary) : MeasuredDaemon("aotd")
{
    public override string Program => binary;

    public override IEnumerable<int> Processes() => [Pid, .. Find("supervise", ExecRoot).Where(pid => pid != Pid)];

    protected override IEnumerable<string> CommandLine() =>
    [
        "--data-root", DataRoot, "--exec-root", ExecRoot, "--host", "unix://" + SocketPath,
        "--pidfile", Path.Combine(Root, "pid"), "--config-file", ConfigFile,
        .. (string[])(NetworkNamespace is null ? ["--bridge", "none"] : []),
    ];
}
