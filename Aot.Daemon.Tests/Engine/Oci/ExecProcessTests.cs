using System.Diagnostics;
using System.Text.Json.Nodes;
using Aot.Daemon.Containers.Contracts;
using Aot.Daemon.Engine.Oci;
using Aot.Daemon.Linux;
using Aot.Daemon.Primitives;
using Xunit;

namespace Aot.Daemon.Tests.Engine.Oci;

/// <summary>The `process` object of an exec, as text and as a real runtime runs it.</summary>
public sealed class ExecProcessTests : IDisposable
{
    private readonly SpecFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public void An_exec_has_its_own_user_environment_and_folder()
    {
        JsonNode process = JsonNode.Parse(Write(Exec("cat", "x") with
        {
            User = "alice",
            Env = ["A=1", "B=1"],
            ExecEnv = ["A=2"],
            WorkingDir = "/tmp",
            Terminal = true,
            ConsoleSize = [10, 20],
            NoNewPrivileges = true,
            Ulimits = [new Ulimit { Name = "nofile", Soft = 1, Hard = 2 }],
            OomScoreAdj = 7,
        }))!;

        Assert.Equal("""["cat","x"]""", process["args"]!.ToJsonString());
        Assert.Equal("""{"uid":1000,"gid":1000,"additionalGids":[1000,50]}""", process["user"]!.ToJsonString());
        Assert.Equal("""["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin","HOSTNAME=box","TERM=xterm","A=2","B=1"]""", process["env"]!.ToJsonString());
        Assert.Equal("/tmp", (string)process["cwd"]!);
        Assert.Equal("""{"height":10,"width":20}""", process["consoleSize"]!.ToJsonString());
        Assert.True((bool)process["noNewPrivileges"]!);
        Assert.Equal(7, (int)process["oomScoreAdj"]!);
        Assert.Equal("""[{"type":"RLIMIT_NOFILE","hard":2,"soft":1}]""", process["rlimits"]!.ToJsonString());
        Assert.Null(process["capabilities"]!["effective"]);
    }

    [Fact]
    public void A_privileged_exec_has_its_capabilities_whoever_it_is()
    {
        JsonNode process = JsonNode.Parse(Write(Exec("true") with { User = "alice", Capabilities = Capabilities.Known, KeepCapabilities = true }))!;

        Assert.Equal(41, process["capabilities"]!["effective"]!.AsArray().Count);
        Assert.Equal(41, process["capabilities"]!["permitted"]!.AsArray().Count);
    }

    [Fact]
    public void A_real_runtime_runs_it()
    {
        string id = "aot-test-" + Guid.NewGuid().ToString("N");
        string bundle = Directory.CreateDirectory(Path.Combine(_fixture.Root, id)).FullName;
        string root = Path.Combine(_fixture.Root, "runtime");
        using (var buffer = new PooledBuffer())
        {
            new SpecWriter(_fixture.Facts, "/var/lib/aotd").Write(_fixture.Input(null, null, "sleep", "1000") with { ContainerId = id }, buffer);
            File.WriteAllBytes(Path.Combine(bundle, "config.json"), buffer.WrittenSpan);
        }

        File.WriteAllBytes(Path.Combine(bundle, "process.json"), Write(Exec("sh", "-c", "id -u; pwd; echo $A; grep CapBnd /proc/self/status") with
        {
            User = "alice",
            ExecEnv = ["A=2"],
            WorkingDir = "/tmp",
            Capabilities = CapabilityRules.Default,
        }));
        Run($"runc --root {root} run --detach --bundle {bundle} {id} </dev/null >/dev/null 2>&1");
        try
        {
            Assert.Equal("1000\n/tmp\n2\nCapBnd:\t00000000a80425fb\n", Run($"runc --root {root} exec --process {bundle}/process.json {id}"));
        }
        finally
        {
            Run($"runc --root {root} delete --force {id}");
        }
    }

    private ProcessInput Exec(params string[] args) => new()
    {
        RootfsPath = _fixture.Rootfs,
        User = "",
        Args = args,
        Hostname = "box",
        Capabilities = CapabilityRules.Default,
    };

    private byte[] Write(ProcessInput process)
    {
        using var buffer = new PooledBuffer();
        new SpecWriter(SpecFixture.SomeHost, "/var/lib/aotd").WriteProcess(process, buffer);
        return buffer.WrittenSpan.ToArray();
    }

    private static string Run(string command)
    {
        using Process process = Process.Start(new ProcessStartInfo("sh", ["-c", command]) { RedirectStandardOutput = true })!;
        string output = process.StandardOutput.ReadToEnd();
        Assert.True(process.WaitForExit(TimeSpan.FromSeconds(60)) && process.ExitCode == 0, command);
        return output;
    }
}
