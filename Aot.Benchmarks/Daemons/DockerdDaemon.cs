namespace Aot.Benchmarks.Daemons;

/// <summary>Debian's dockerd; its containerd is its child.</summary>
internal sealed class DockerdDaemon(string name = "dockerd") : MeasuredDaemon(name)
{
    public override string Program => "/usr/sbin/dockerd";

    public override IEnumerable<int> Processes() => [Pid, .. Find("containerd\0--config", ExecRoot)];

    /// <summary>dockerd waits for the containerd of a pid file, though it be a zombie or another process by now.</summary>
    protected override void ForgetLastLife()
    {
        foreach (string file in (string[])[Path.Combine(Root, "pid"), Path.Combine(ExecRoot, "containerd", "containerd.pid")])
        {
            if (File.Exists(file))
            {
                File.Delete(file);
            }
        }
    }

    protected override IEnumerable<string> CommandLine() =>
    [
        "--data-root", DataRoot, "--exec-root", ExecRoot, "--host", "unix://" + SocketPath,
        "--pidfile", Path.Combine(Root, "pid"), "--config-file", ConfigFile,
        "--log-level", "warn", .. (string[])(NetworkNamespace is null ? ["--bridge", "none", "--iptables=false"] : []),
    ];
}
