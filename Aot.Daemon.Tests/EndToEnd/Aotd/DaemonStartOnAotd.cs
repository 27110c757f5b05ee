using Aot.Daemon.Tests.EndToEnd.Fixtures;
using Aot.Daemon.Tests.EndToEnd.Images;
using Aot.Daemon.Tests.EndToEnd.Scenarios;
using Xunit;

namespace Aot.Daemon.Tests.EndToEnd.Aotd;

public sealed class DaemonStartOnAotd : DaemonStartScenarios, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    /// <summary>live-restore is aotd's default.</summary>
    protected override string[] KeepContainers => [];

    protected override string[] StopContainers => ["--live-restore=false"];

    [Fact]
    public Task It_answers_before_the_containers_are_up() => UseAsync(["--live-restore=false", "--add-runtime", "gated=" + GatedRuntime], async daemon =>
    {
        string gate = Path.Combine(daemon.Root, "gate");
        string[] names = ["one", "two", "three"];
        await File.WriteAllTextAsync(GatedRuntime, $"""
            #!/bin/sh
            while [ -e {gate} ]; do sleep 0.02; done
            exec runc "$@"
            """);
        File.SetUnixFileMode(GatedRuntime, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        foreach (string name in names)
        {
            (await daemon.Docker(
                "run", "-d", "--name", name, "--network", "none", "--runtime", "gated", "--restart", "always", "--stop-timeout", "0",
                TestImage.Plain, "sleep", "1000")).Ok();
        }

        Assert.Equal(0, await daemon.StopAsync());
        await File.WriteAllTextAsync(gate, "");
        try
        {
            await daemon.StartAsync("--live-restore=false", "--add-runtime", "gated=" + GatedRuntime);
            await Poll.UntilAsync(
                async () => (await daemon.Docker("ps", "--filter", "status=restarting", "--format", "{{.Names}}")).Ok().Lines.Length == names.Length, "all wait");
            Assert.Equal("restarting", await InspectAsync(daemon, "one", "{{.State.Status}}"));
            (await daemon.Docker("run", "--rm", "--network", "none", TestImage.Plain, "true")).Ok();
        }
        finally
        {
            File.Delete(gate);
        }

        foreach (string name in names)
        {
            await Poll.UntilAsync(async () => await InspectAsync(daemon, name, "{{.State.Status}}") == "running", $"{name} runs");
        }
    });

    public void Dispose() => _folder.Dispose();

    private string GatedRuntime => Path.Combine(_folder.Path, "gated");

    internal override DaemonUnderTest Create(string? dataRoot = null) => new AotdUnderTest(dataRoot);
}
