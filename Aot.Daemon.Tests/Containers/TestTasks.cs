using System.Text.Json;
using Aot.Daemon.Engine;

namespace Aot.Daemon.Tests.Containers;

/// <summary>Options of tasks that the fake engine runs.</summary>
internal static class TestTasks
{
    public static TaskOptions Options(string containerId, params string[] command) => new()
    {
        ContainerId = containerId,
        Spec = JsonSerializer.SerializeToUtf8Bytes(new { process = new { args = command } }),
        Runtime = new RuntimeSelection("fake", "/bin/false"),
        Stdio = new StdioOptions(),
        Log = new LogOptions(),
    };
}
