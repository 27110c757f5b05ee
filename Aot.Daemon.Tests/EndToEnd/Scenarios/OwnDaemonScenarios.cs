using Aot.Daemon.Tests.EndToEnd.Fixtures;
using Aot.Daemon.Tests.EndToEnd.Images;
using Xunit;

namespace Aot.Daemon.Tests.EndToEnd.Scenarios;

/// <summary>The base of scenarios that need a daemon of their own, because they kill it or starve it.</summary>
[Trait("Category", "EndToEnd")]
public abstract class OwnDaemonScenarios
{
    internal abstract DaemonUnderTest Create(string? dataRoot = null);

    /// <summary>What makes this daemon leave containers running when it goes.</summary>
    protected abstract string[] KeepContainers { get; }

    /// <summary>What makes it stop them.</summary>
    protected abstract string[] StopContainers { get; }

    /// <summary>Runs the body on a new daemon with the plain image loaded, then tears it down.</summary>
    internal Task UseAsync(Func<DaemonUnderTest, Task> body) => UseAsync(KeepContainers, body);

    internal Task UseAsync(string[] arguments, Func<DaemonUnderTest, Task> body) => DaemonUnderTest.UseAsync(Create(), async daemon =>
    {
        await daemon.StartAsync(arguments);
        await LoadAsync(daemon);
        await body(daemon);
    });

    internal static async Task LoadAsync(DaemonUnderTest daemon) =>
        (await daemon.Cli.RunAsync(ImageArchive.Docker(TestImage.All[0]), 60, "load", "--quiet")).Ok();

    internal static async Task<string> InspectAsync(DaemonUnderTest daemon, string container, string format) =>
        (await daemon.Docker("inspect", "--format", format, container)).Ok().Trimmed;

    /// <summary>Runs a container called `box` in the background.</summary>
    internal static async Task RunAsync(DaemonUnderTest daemon, string[] options, string script)
    {
        // What the test reads and steers by lies in a directory that both sides see.
        string shared = Directory.CreateDirectory(Path.Combine(daemon.Root, "shared")).FullName;
        (await daemon.Docker(["run", "-d", "--name", "box", "--network", "none", "-v", shared + ":/shared", .. options, TestImage.Plain, "sh", "-c", script])).Ok();
    }

    internal static string Shared(DaemonUnderTest daemon, string name) => Path.Combine(daemon.Root, "shared", name);

    /// <summary>Waits until the container has written a file into the shared directory.</summary>
    internal static Task FileAsync(DaemonUnderTest daemon, string name) =>
        Poll.UntilAsync(() => File.Exists(Shared(daemon, name)), $"the container writes {name}");

    internal static Task LogsAsync(DaemonUnderTest daemon, string words) => Poll.UntilAsync(
        async () => (await daemon.Docker("logs", "box")).Stdout.Contains(words, StringComparison.Ordinal), $"the log has {words}");

    internal static Task StateAsync(DaemonUnderTest daemon, string state) => Poll.UntilAsync(
        async () => await InspectAsync(daemon, "box", "{{.State.Status}}") == state, $"the container is {state}");
}
