using Aot.Daemon.Engine.Embedded;
using Aot.Daemon.Supervisor;
using Aot.Daemon.Supervisor.Contracts;
using Xunit;

namespace Aot.Daemon.Tests.Engine;

public sealed class TaskRuntimesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_tasks_own_records_say_which_runtimes_are_in_use()
    {
        Write("a", "/data/runtimes/x.1");
        Write("b", "/usr/bin/crun");
        Directory.CreateDirectory(SupervisorPaths.Task(_folder.Path, "unfinished"));

        Assert.Equal(["/data/runtimes/x.1", "/usr/bin/crun"], TaskRuntimes.PathsIn(_folder.Path).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Without_tasks_there_are_none() => Assert.Empty(TaskRuntimes.PathsIn(_folder.Path));

    private void Write(string task, string runtime)
    {
        var folder = new ProcessFolder(SupervisorPaths.Task(_folder.Path, task), isExec: false);
        folder.Create();
        folder.Write(new ProcessRecord { Settings = new ProcessSettings { RuntimePath = runtime } });
    }
}
