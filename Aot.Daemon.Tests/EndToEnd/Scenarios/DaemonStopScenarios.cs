using Aot.Daemon.Tests.EndToEnd.Fixtures;
using Xunit;

namespace Aot.Daemon.Tests.EndToEnd.Scenarios;

/// <summary>SIGTERM, exit codes, a second daemon, a full disk, a missing runtime.</summary>
public abstract class DaemonStopScenarios : OwnDaemonScenarios
{
    private const string UntilTerm = "trap 'exit 6' TERM; touch /shared/ready; while :; do sleep 0.05; done";

    [Fact]
    public Task Stopping_the_daemon_leaves_containers_running_with_live_restore() => UseAsync(async daemon =>
    {
        await RunAsync(daemon, [], UntilTerm);
        await FileAsync(daemon, "ready");
        int pid = int.Parse(await InspectAsync(daemon, "box", "{{.State.Pid}}"));
        Assert.Equal(0, await daemon.StopAsync());
        Assert.True(ProcessEntry.IsAlive(pid));
        Assert.False(File.Exists(daemon.PidFile));
        await daemon.StartAsync(KeepContainers);
        Assert.Equal($"running {pid}", await InspectAsync(daemon, "box", "{{.State.Status}} {{.State.Pid}}"));
    });

    [Fact]
    public Task Stopping_the_daemon_stops_containers_without_live_restore() => UseAsync(StopContainers, async daemon =>
    {
        await RunAsync(daemon, [], UntilTerm);
        await FileAsync(daemon, "ready");
        int pid = int.Parse(await InspectAsync(daemon, "box", "{{.State.Pid}}"));
        Assert.Equal(0, await daemon.StopAsync());
        Assert.False(ProcessEntry.IsAlive(pid));
        await daemon.StartAsync(StopContainers);
        Assert.Equal("exited 6", await InspectAsync(daemon, "box", "{{.State.Status}} {{.State.ExitCode}}"));
    });

    [Fact]
    public Task What_does_not_comply_and_what_is_paused_is_stopped_all_the_same() => UseAsync(StopContainers, async daemon =>
    {
        await RunAsync(daemon, ["--stop-timeout", "1"], "trap '' TERM; touch /shared/ready; while :; do sleep 0.05; done");
        await FileAsync(daemon, "ready");
        (await daemon.Docker("run", "-d", "--name", "paused", "--network", "none", "test/plain:1", "sh", "-c", "trap 'exit 6' TERM; echo ready; while :; do sleep 0.05; done")).Ok();
        await Poll.UntilAsync(async () => (await daemon.Docker("logs", "paused")).Stdout.Contains("ready", StringComparison.Ordinal), "it is ready");
        (await daemon.Docker("pause", "paused")).Ok();
        Assert.Equal(0, await daemon.StopAsync());
        await daemon.StartAsync(StopContainers);
        Assert.Equal("exited 137", await InspectAsync(daemon, "box", "{{.State.Status}} {{.State.ExitCode}}"));
        Assert.Equal("exited 6", await InspectAsync(daemon, "paused", "{{.State.Status}} {{.State.ExitCode}}"));
    });

    [Fact]
    public Task A_second_daemon_on_the_same_data_root_is_refused() => UseAsync(async first =>
    {
        await using DaemonUnderTest second = Create(first.DataRoot);
        CliResult result = await second.RunProgramAsync(KeepContainers);
        Assert.NotEqual(0, result.ExitCode);
        Assert.NotEqual("", result.Stderr + result.Stdout);
        Assert.True(await first.Api.AnswersPingAsync());
        (await first.Docker("run", "--rm", "--network", "none", "test/plain:1", "true")).Ok();
    });

    [Fact]
    public Task The_pidfile_names_the_daemon() => UseAsync(async daemon =>
        Assert.Equal(daemon.Pid.ToString(), (await File.ReadAllTextAsync(daemon.PidFile)).Trim()));

    [Theory]
    [InlineData("--no-such-flag")]
    [InlineData("--log-level=nonsense")]
    [InlineData("--host=nonsense://x")]
    public async Task A_bad_flag_is_a_failure_with_a_message(string flag)
    {
        await using DaemonUnderTest daemon = Create();
        CliResult result = await daemon.RunProgramAsync(flag);
        Assert.NotEqual(0, result.ExitCode);
        Assert.NotEqual("", result.Stderr.Trim() + result.Stdout.Trim());
    }

    [Fact]
    public async Task A_bad_config_file_is_a_failure_with_a_message()
    {
        await using DaemonUnderTest daemon = Create();
        await File.WriteAllTextAsync(daemon.ConfigFile, "{\"debug\": \"perhaps\"");
        CliResult result = await daemon.RunProgramAsync();
        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains(daemon.ConfigFile, result.Stderr + result.Stdout, StringComparison.Ordinal);
    }

    [Fact]
    public Task A_full_disk_is_an_error_and_the_daemon_recovers() => DaemonUnderTest.UseAsync(Create(), async daemon =>
    {
        const ulong NoFlags = 0;
        Directory.CreateDirectory(daemon.DataRoot);
        Assert.Equal(0, Native.Mount("tmpfs", daemon.DataRoot, "tmpfs", NoFlags, "size=16m"));
        await daemon.StartAsync(KeepContainers);
        await LoadAsync(daemon);
        string filler = Path.Combine(daemon.DataRoot, "filler");
        Fill(filler);
        CliResult load = await daemon.Cli.RunAsync(Images.ImageArchive.Docker(Images.TestImage.All[1], Images.TestImage.All[2]), 60, "load");
        CliResult import = await daemon.Cli.RunAsync(Images.TestLayers.Base(), 60, "import", "-", "test/full:1");
        Assert.NotEqual(0, import.ExitCode);
        Assert.Contains("no space left on device", import.Stderr + load.Stderr, StringComparison.OrdinalIgnoreCase);
        Assert.Empty((await daemon.Docker("images", "-q", "test/full")).Ok().Lines);
        CliResult run = await daemon.Docker("run", "--rm", "--network", "none", "test/plain:1", "true");
        Assert.True(run.ExitCode is 0 or 125, run.Stderr);
        Assert.True(await daemon.Api.AnswersPingAsync());
        File.Delete(filler);
        (await daemon.Docker("run", "--rm", "--network", "none", "test/plain:1", "true")).Ok();
        (await daemon.Cli.RunAsync(Images.TestLayers.Base(), 60, "import", "-", "test/full:1")).Ok();
    });

    private static void Fill(string path)
    {
        using FileStream file = File.Create(path, 1);
        byte[] block = new byte[4096];
        try
        {
            while (true)
            {
                file.Write(block);
            }
        }
        catch (IOException)
        {
            // Full, as meant.
        }
    }

    [Fact]
    public Task A_missing_runtime_binary_is_an_error_at_start() => UseAsync([.. KeepContainers, "--add-runtime", "absent=/no/such/runtime"], async daemon =>
    {
        CliResult result = await daemon.Docker("run", "--name", "box", "--runtime", "absent", "--network", "none", "test/plain:1", "true");
        Assert.True(result.ExitCode is 125 or 127, result.Stderr);
        Assert.Contains("/no/such/runtime", result.Stderr, StringComparison.Ordinal);
        Assert.Equal("created 0", await InspectAsync(daemon, "box", "{{.State.Status}} {{.State.Pid}}"));
        (await daemon.Docker("run", "--rm", "--network", "none", "test/plain:1", "true")).Ok();
    });
}
