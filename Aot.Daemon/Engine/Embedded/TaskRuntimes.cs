using Aot.Daemon.Supervisor;
using Aot.Daemon.Supervisor.Contracts;

namespace Aot.Daemon.Engine.Embedded;

/// <summary>The runtimes that tasks are tied to, by the tasks' own records: true also of a container whose record could not be read.</summary>
internal static class TaskRuntimes
{
    /// <summary>Absolute paths, some more than once.</summary>
    public static IEnumerable<string> PathsIn(string execRoot)
    {
        string tasks = SupervisorPaths.Tasks(execRoot);
        return Directory.Exists(tasks)
            ? Directory.GetDirectories(tasks)
                .Select(folder => new ProcessFolder(folder, isExec: false).ReadRecord()?.Settings.RuntimePath)
                .OfType<string>()
            : [];
    }
}
