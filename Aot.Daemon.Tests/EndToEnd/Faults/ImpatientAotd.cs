using System.Diagnostics;
using Aot.Daemon.Tests.EndToEnd.Fixtures;

namespace Aot.Daemon.Tests.EndToEnd.Faults;

/// <summary>The published aotd with a supervisor, started before it, that waits for runtimes for two seconds instead of a minute.</summary>
internal sealed class ImpatientAotd : AotdUnderTest
{
    private const string RuntimeTimeout = "2000"; // milliseconds

    protected override IEnumerable<string> CommandLine() => [.. base.CommandLine(), .. FaultyRuntime.Install(this)];

    protected override async Task PrepareStartAsync()
    {
        if (Supervisors().Count > 0)
        {
            return;
        }

        Directory.CreateDirectory(ExecRoot);
        ProcessStartInfo start = new("/bin/sh");
        foreach (string argument in (string[])["-c", "log=$1; shift; exec setsid -f \"$@\" </dev/null >>\"$log\" 2>&1", "sh", Path.Combine(ExecRoot, "supervisor.log"),
            Program, "supervise", "--exec-root", ExecRoot, "--runtime-timeout", RuntimeTimeout])
        {
            start.ArgumentList.Add(argument);
        }

        using Process starter = Process.Start(start) ?? throw new InvalidOperationException("the supervisor did not start");
        await starter.WaitForExitAsync();
        await Poll.UntilAsync(() => File.Exists(Path.Combine(ExecRoot, "supervisor.sock")), "the supervisor serves");
    }
}
