using Aot.Daemon.Tests.EndToEnd.Fixtures;
using Aot.Daemon.Tests.EndToEnd.Images;
using Xunit;
using Xunit.Abstractions;

namespace Aot.Daemon.Tests.EndToEnd.Scenarios;

/// <summary>The base of scenarios: a daemon, short words for what most tests do, and the daemon's log in a failed test's output.</summary>
[Trait("Category", "EndToEnd")]
public abstract class DaemonScenarios : IDisposable
{
    private readonly ITestOutputHelper _output;
    private readonly int _logStart;

    protected DaemonScenarios(DaemonFixture fixture, ITestOutputHelper output)
    {
        Daemon = fixture.Daemon;
        _output = output;
        _logStart = Daemon.Log.Length;
    }

    internal DaemonUnderTest Daemon { get; }

    internal Task<CliResult> Docker(params string[] arguments) => Daemon.Docker(arguments);

    /// <summary>`docker run --rm --network none` of the plain image.</summary>
    internal Task<CliResult> Run(params string[] arguments) => Docker(["run", "--rm", "--network", "none", .. arguments]);

    /// <summary>A new container name.</summary>
    internal static string NewName() => "t" + Guid.NewGuid().ToString("N")[..10];

    /// <summary>Starts a container of the plain image in the background; gives its name.</summary>
    internal async Task<string> RunDetached(string[] options, params string[] command)
    {
        string name = NewName();
        (await Docker(["run", "-d", "--name", name, "--network", "none", .. options, TestImage.Plain, .. command])).Ok();
        return name;
    }

    /// <summary>A container that does nothing until it is signalled.</summary>
    internal Task<string> RunIdle(params string[] options) =>
        RunDetached(options, "sh", "-c", "trap 'exit 0' TERM; trap 'exit 7' USR1; echo ready; while :; do sleep 0.05; done");

    internal async Task<string> Inspect(string container, string format) => (await Docker("inspect", "--format", format, container)).Ok().Trimmed;

    /// <summary>The events of a container, a line each. All of them: what is asked for by time comes in whole seconds.</summary>
    internal async Task<string[]> EventsOf(string container, string format)
    {
        // Seconds end where they begin: until lies in the next one.
        string until = DateTimeOffset.UtcNow.AddSeconds(1).ToUnixTimeSeconds().ToString();
        return (await Docker(
            "events", "--since", "1", "--until", until, "--filter", "type=container", "--filter", "container=" + container, "--format", format)).Ok().Lines;
    }

    internal Task WaitForLog(string container, string words) => Poll.UntilAsync(
        async () => (await Docker("logs", container)).Stdout.Contains(words, StringComparison.Ordinal), $"{container} logs {words}");

    internal Task WaitForState(string container, string state) => Poll.UntilAsync(
        async () => (await Docker("inspect", "--format", "{{.State.Status}}", container)).Trimmed == state, $"{container} is {state}");

    public void Dispose()
    {
        _output.WriteLine($"log of {Daemon.Name}:");
        _output.WriteLine(DaemonUnderTest.Tail(Daemon.Log[_logStart..]));
        GC.SuppressFinalize(this);
    }
}
