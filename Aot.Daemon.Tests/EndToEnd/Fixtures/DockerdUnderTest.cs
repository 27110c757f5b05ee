namespace Aot.Daemon.Tests.EndToEnd.Fixtures;

/// <summary>dockerd of Debian's docker.io: what aotd is compared with. Its containerd is its child and ends with it.</summary>
/// <param name="networkNamespace">The path of the network namespace that it runs in; null: the test's own, without networks.</param>
internal sealed class DockerdUnderTest(string? dataRoot = null, string? networkNamespace = null) : DaemonUnderTest("dockerd", dataRoot, networkNamespace)
{
    private const string Path = "/usr/sbin/dockerd";

    /// <summary>The host's network namespace stays pinned once a container has used it.</summary>
    public override bool LeavesBehind(string mountPoint) =>
        base.LeavesBehind(mountPoint) || mountPoint == System.IO.Path.Combine(ExecRoot, "netns", "default");

    protected override string Program =>
        File.Exists(Path) ? Path : throw new InvalidOperationException($"there is no {Path}: apt-get install docker.io");

    /// <summary>dockerd takes the pid of a zombie for a running containerd, and waits for it.</summary>
    protected override async Task PrepareStartAsync()
    {
        File.Delete(PidFile);
        string pidFile = System.IO.Path.Combine(ExecRoot, "containerd", "containerd.pid");
        if (File.Exists(pidFile))
        {
            int pid = int.Parse(await File.ReadAllTextAsync(pidFile));
            await Poll.UntilAsync(() => !ProcessEntry.IsAlive(pid), "containerd ends with its dockerd");
            File.Delete(pidFile);
        }
    }

    protected override IEnumerable<string> CommandLine() =>
    [
        "--data-root", DataRoot,
        "--exec-root", ExecRoot,
        "--host", "unix://" + SocketPath,
        "--pidfile", PidFile,
        "--config-file", ConfigFile,
        .. (string[])(HasOwnNetwork ? [] : ["--bridge", "none", "--iptables=false"]),
        "--log-level", "warn",
    ];
}
