using Aot.Daemon.Tests.EndToEnd.Fixtures;
using Aot.Daemon.Tests.EndToEnd.Images;
using Aot.Daemon.Tests.EndToEnd.Scenarios;
using Xunit;

namespace Aot.Daemon.Tests.EndToEnd.Aotd;

public sealed class DaemonStopOnAotd : DaemonStopScenarios
{
    /// <summary>live-restore is aotd's default.</summary>
    protected override string[] KeepContainers => [];

    protected override string[] StopContainers => ["--live-restore=false"];

    [Fact]
    public async Task A_start_that_is_under_way_when_the_daemon_stops_is_carried_through()
    {
        using var folder = new TemporaryFolder();
        string runtime = folder.Write("slow", $"""
            #!/bin/sh
            case "$*" in *" run "*) touch {folder.File("began")}; until [ -e {folder.File("go")} ]; do sleep 0.05; done;; esac
            exec $(command -v crun || command -v runc) "$@"
            """);
        File.SetUnixFileMode(runtime, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        await UseAsync(["--add-runtime", $"slow={runtime}"], async daemon =>
        {
            string id = (await daemon.Docker("create", "--name", "box", "--runtime", "slow", "--network", "none", TestImage.Plain, "sleep", "1000")).Ok().Trimmed;
            Task<CliResult> start = daemon.Docker("start", "box");
            await Poll.UntilAsync(() => File.Exists(folder.File("began")), "the runtime runs");
            Task<int> stop = daemon.StopAsync();
            await start; // The daemon does not answer any more.
            File.WriteAllText(folder.File("go"), "");
            Assert.Equal(0, await stop);
            await daemon.StartAsync("--add-runtime", $"slow={runtime}");
            Assert.Equal("running", await InspectAsync(daemon, "box", "{{.State.Status}}"));
            Assert.Contains(File.ReadLines("/proc/self/mountinfo"), line => line.Contains($"/containers/{id}/rootfs ", StringComparison.Ordinal));
        });
    }

    internal override DaemonUnderTest Create(string? dataRoot = null) => new AotdUnderTest(dataRoot);
}
