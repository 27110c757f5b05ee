using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Aot.Daemon.Containers;
using Aot.Daemon.Primitives.Journals;
using Aot.Daemon.Tests.EndToEnd.Fixtures;
using Aot.Daemon.Tests.EndToEnd.Images;
using Aot.Daemon.Tests.EndToEnd.Scenarios;
using Xunit;

namespace Aot.Daemon.Tests.EndToEnd.Aotd;

/// <summary>
/// A container is tied to the runtime, arguments included, that it was started with: reloads and restarts that change, strip or drop the
/// runtime's definition change nothing for it.
/// </summary>
public sealed class ReloadedRuntimeTests : OwnDaemonScenarios
{
    private const string First = "--mark=it's the first, $HOME \"x\"\n";
    private const string Second = "--mark=second";

    public static TheoryData<string, bool> ChangesAndRestarts => new()
    {
        { "changed", false }, { "stripped", false }, { "dropped", false }, { "other path", false },
        { "changed", true }, { "stripped", true }, { "dropped", true }, { "other path", true },
    };

    protected override string[] KeepContainers => [];

    protected override string[] StopContainers => ["--live-restore=false"];

    [Theory]
    [MemberData(nameof(ChangesAndRestarts))]
    public Task A_container_is_executed_in_stopped_and_removed_by_the_runtime_that_it_was_started_with(string change, bool restart) =>
        UseAsync(async daemon =>
        {
            string script = await StartBoxAsync(daemon);
            byte[] content = await File.ReadAllBytesAsync(script);
            await ReloadAsync(daemon, change);
            if (restart)
            {
                await daemon.KillAsync();
                await daemon.StartAsync();
            }

            File.Delete(CallsFile(daemon));
            Assert.Equal("in\n", (await daemon.Docker("exec", "box", "echo", "in")).Ok().Stdout);
            (await daemon.Docker("stop", "-t", "0", "box")).Ok();
            Assert.Contains(Calls(daemon), call => call.Contains("exec", StringComparison.Ordinal));

            // What the exit leaves is cleared up behind the answer to the stop.
            await Poll.UntilAsync(() => Calls(daemon).Any(call => call.Contains("delete", StringComparison.Ordinal)), "the runtime deletes the container");
            Assert.All(Calls(daemon), call => Assert.StartsWith(First, call, StringComparison.Ordinal));
            Assert.Equal(content, await File.ReadAllBytesAsync(script));

            if (change == "dropped")
            {
                await AssertUnknownAsync(daemon);
            }
            else
            {
                (await daemon.Docker("start", "box")).Ok();
                (await daemon.Docker("rm", "-f", "box")).Ok();
                return;
            }

            (await daemon.Docker("rm", "box")).Ok();
        });

    [Fact]
    public Task Stopping_and_removing_by_force_needs_no_definition_either() => UseAsync(async daemon =>
    {
        await StartBoxAsync(daemon);
        await ReloadAsync(daemon, "dropped");
        await daemon.StopAsync();
        await daemon.StartAsync();
        (await daemon.Docker("rm", "-f", "box")).Ok();
        Assert.All(Calls(daemon), call => Assert.StartsWith(First, call, StringComparison.Ordinal));
    });

    [Fact]
    public Task A_script_goes_at_the_daemons_start_once_no_container_is_tied_to_it() => UseAsync(async daemon =>
    {
        string script = await StartBoxAsync(daemon);
        (await daemon.Docker("stop", "-t", "0", "box")).Ok();
        await ReloadAsync(daemon, "dropped");
        await daemon.KillAsync();
        await daemon.StartAsync();
        (await daemon.Docker("rm", "box")).Ok();
        Assert.True(File.Exists(script), "the daemon removed a script while it ran, or while a container referred to it");

        await daemon.KillAsync();
        await daemon.StartAsync();
        await Poll.UntilAsync(() => !File.Exists(script), "the stale script goes");
    });

    [Fact]
    public Task A_start_that_races_reloads_finds_its_script() => UseAsync(async daemon =>
    {
        await ConfigureAsync(daemon, Runtime(daemon, First));
        using var done = new CancellationTokenSource();
        Task reloads = Task.Run(async () =>
        {
            for (int i = 0; !done.IsCancellationRequested; i++)
            {
                await WriteAsync(daemon, Runtime(daemon, i % 3 == 0 ? [] : [$"--mark={i}"]));
                Native.Signal(daemon.Pid, Native.SigHup);
                await Task.Delay(5);
            }
        });
        try
        {
            await Task.WhenAll(Enumerable.Range(0, 2).Select(async client =>
            {
                for (int i = 0; i < 25; i++)
                {
                    string name = $"race{client}-{i}";
                    (await daemon.Api.PostAsync(
                        $"/containers/create?name={name}",
                        $$$"""{"Image": "{{{TestImage.Plain}}}", "Cmd": ["sleep", "1000"], "HostConfig": {"NetworkMode": "none", "Runtime": "marked"}}"""))
                        .Expect(HttpStatusCode.Created);
                    (await daemon.Api.PostAsync($"/containers/{name}/start")).Expect(HttpStatusCode.NoContent);
                    (await daemon.Api.DeleteAsync($"/containers/{name}?force=1")).Expect(HttpStatusCode.NoContent);
                }
            }));
        }
        finally
        {
            await done.CancelAsync();
            await reloads;
        }
    });

    [Fact]
    public Task Info_shows_definitions_as_they_were_written() => UseAsync(async daemon =>
    {
        JsonObject runtimes = Runtime(daemon, First, Second);
        runtimes["shim"] = JsonNode.Parse("""{"runtimeType": "io.containerd.runsc.v1", "options": {"TypeUrl": "x", "ConfigPath": "/y"}}""");
        runtimes["alias"] = JsonNode.Parse("""{"runtimeType": "io.containerd.runc.v2", "options": {"BinaryName": "crun"}}""");
        await ConfigureAsync(daemon, runtimes);

        JsonNode shown = (await InfoAsync(daemon))["Runtimes"]!;
        Assert.Equal("runc", (string?)shown["runc"]!["path"]);
        Assert.Equal("runc", (string?)shown["io.containerd.runc.v2"]!["path"]);
        Assert.Equal("crun", (string?)shown["crun"]!["path"]);
        foreach (string name in (string[])["marked", "shim", "alias"])
        {
            shown[name]!.AsObject().Remove("status");
            Assert.True(JsonNode.DeepEquals(runtimes[name], shown[name]), shown[name]!.ToJsonString());
        }

        Assert.Contains("ociVersion", (string?)shown["runc"]!["status"]!["org.opencontainers.runtime-spec.features"], StringComparison.Ordinal);
        (await daemon.Docker("run", "--rm", "--network", "none", "--runtime", "alias", TestImage.Plain, "true")).Ok();
        (await daemon.Docker("run", "--rm", "--network", "none", "--runtime", "shim", TestImage.Plain, "true"))
            .FailsSaying("runtime shim: the shim io.containerd.runsc.v1 needs containerd, which is not supported yet");
        (await daemon.Docker("run", "--rm", "--network", "none", "--runtime", "/usr/bin/crun", TestImage.Plain, "true"))
            .FailsSaying("unknown or invalid runtime name: /usr/bin/crun");
    });

    [Theory]
    [InlineData("--debug")]
    [InlineData("--cgroup-manager=cgroupfs")]
    public Task Cruns_own_arguments_work(string argument) => UseAsync(async daemon =>
    {
        await ConfigureAsync(daemon, new JsonObject { ["marked"] = Definition("crun", argument) });
        await RunAsync(daemon, ["--runtime", "marked"], "sleep 1000");
        Assert.Equal("in\n", (await daemon.Docker("exec", "box", "echo", "in")).Ok().Stdout);
        (await daemon.Docker("rm", "-f", "box")).Ok();
    });

    internal override DaemonUnderTest Create(string? dataRoot = null) => new AotdUnderTest(dataRoot);

    /// <summary>Starts `box` with the runtime `marked` and its first arguments; gives the path of the script that it is tied to.</summary>
    private static async Task<string> StartBoxAsync(DaemonUnderTest daemon)
    {
        await ConfigureAsync(daemon, Runtime(daemon, First));
        await RunAsync(daemon, ["--runtime", "marked"], "sleep 1000");
        string id = await InspectAsync(daemon, "box", "{{.Id}}");
        StoredStates states = StoredStates.Read(new JournalFolder(Path.Combine(daemon.DataRoot, "containers")), StateJournal.FileName);
        string script = StateFormat.Read(states.Payloads[id]).State.RuntimePath!;
        Assert.StartsWith(Path.Combine(daemon.DataRoot, "runtimes", "marked."), script, StringComparison.Ordinal);
        Assert.All(Calls(daemon), call => Assert.StartsWith(First, call, StringComparison.Ordinal));
        return script;
    }

    private static Task ReloadAsync(DaemonUnderTest daemon, string change) => ConfigureAsync(daemon, change switch
    {
        "changed" => Runtime(daemon, Second),
        "stripped" => Runtime(daemon),
        "other path" => new JsonObject { ["marked"] = Definition("/usr/sbin/runc", "--debug") },
        _ => [],
    });

    private static async Task AssertUnknownAsync(DaemonUnderTest daemon)
    {
        ApiResponse response = await daemon.Api.PostAsync("/containers/box/start");
        response.Expect(HttpStatusCode.BadRequest);
        Assert.Contains("unknown or invalid runtime name: marked", response.Body, StringComparison.Ordinal);
    }

    /// <summary>Reloads with these runtimes, and waits until the daemon has them.</summary>
    private static async Task ConfigureAsync(DaemonUnderTest daemon, JsonObject runtimes)
    {
        await WriteAsync(daemon, runtimes);
        Native.Signal(daemon.Pid, Native.SigHup);
        await Poll.UntilAsync(
            async () =>
            {
                JsonObject shown = (await InfoAsync(daemon))["Runtimes"]!.AsObject();
                shown["marked"]?.AsObject().Remove("status");
                return JsonNode.DeepEquals(shown["marked"], runtimes["marked"]);
            },
            "the reload takes effect",
            details: () => DaemonUnderTest.Tail(daemon.Log));
    }

    /// <summary>Replaces the configuration file as a whole.</summary>
    private static async Task WriteAsync(DaemonUnderTest daemon, JsonObject runtimes)
    {
        await File.WriteAllTextAsync(daemon.ConfigFile + ".new", new JsonObject { ["runtimes"] = runtimes.DeepClone() }.ToJsonString());
        File.Move(daemon.ConfigFile + ".new", daemon.ConfigFile, overwrite: true);
    }

    private static async Task<JsonNode> InfoAsync(DaemonUnderTest daemon)
    {
        ApiResponse response = await daemon.Api.GetAsync("/info");
        response.Expect(HttpStatusCode.OK);
        return JsonNode.Parse(response.Body)!;
    }

    /// <summary>A runtime `marked`: crun behind a program that writes down what it was called with and takes the marks away.</summary>
    private static JsonObject Runtime(DaemonUnderTest daemon, params string[] arguments)
    {
        string program = Path.Combine(daemon.Root, "marked");
        if (!File.Exists(program))
        {
            File.WriteAllText(
                program,
                $$"""
                #!/bin/sh
                printf '%s ' "$@" >'{{daemon.Root}}/call.'$$
                printf '\0' >>'{{daemon.Root}}/call.'$$
                cat '{{daemon.Root}}/call.'$$ >>'{{CallsFile(daemon)}}'
                rm '{{daemon.Root}}/call.'$$
                while :; do case "$1" in --mark=*) shift ;; *) exec crun "$@" ;; esac done
                """);
            File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        return new JsonObject { ["marked"] = Definition(program, arguments) };
    }

    private static JsonObject Definition(string path, params string[] arguments)
    {
        var definition = new JsonObject { ["path"] = path };
        if (arguments.Length > 0)
        {
            definition["runtimeArgs"] = JsonSerializer.SerializeToNode(arguments);
        }

        return definition;
    }

    private static string CallsFile(DaemonUnderTest daemon) => Path.Combine(daemon.Root, "calls");

    /// <summary>The arguments of each call of the runtime; not the questions about itself.</summary>
    private static string[] Calls(DaemonUnderTest daemon) =>
        [.. File.ReadAllText(CallsFile(daemon)).Split('\0', StringSplitOptions.RemoveEmptyEntries).Where(call => call.Contains("--root", StringComparison.Ordinal))];
}
