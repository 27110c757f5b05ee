using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Aot.Daemon.Tests.EndToEnd.Fixtures;
using Aot.Daemon.Tests.EndToEnd.Images;

namespace Aot.Daemon.Tests.EndToEnd.Faults;

/// <summary>A container that a fault is tried on, driven by the API: a CLI's own start would take longer than what is tested.</summary>
internal sealed class Box(DaemonUnderTest daemon, string runtime)
{
    /// <summary>Its process: one that ignores SIGTERM, as every first process of a pid namespace without a handler does.</summary>
    private static readonly string[] Idle = ["sleep", "1000"];

    public string Name { get; set; } = "t" + Guid.NewGuid().ToString("N")[..10];

    /// <summary>Empty until it was created, or found.</summary>
    public string Id { get; private set; } = "";

    public string Runtime => runtime;

    /// <summary>An empty command line stands for the idle one.</summary>
    public string[] Command { get; init; } = [];

    public bool RemovesItself { get; init; }

    public string? StopSignal { get; init; }

    /// <summary>A terminal and an open input.</summary>
    public bool Terminal { get; init; }

    public string Network { get; init; } = "none";

    public string RestartPolicy { get; init; } = "no";

    /// <summary>How often its policy has restarted it since a user started it.</summary>
    public int Restarts { get; set; }

    public async Task<ApiResponse> CreateAsync()
    {
        JsonObject request = new()
        {
            ["Image"] = TestImage.Plain,
            ["Cmd"] = new JsonArray([.. (Command.Length > 0 ? Command : Idle).Select(word => (JsonNode)word)]),
            ["Tty"] = Terminal,
            ["OpenStdin"] = Terminal,
            ["HostConfig"] = new JsonObject
            {
                ["NetworkMode"] = Network,
                ["Runtime"] = runtime,
                ["AutoRemove"] = RemovesItself,
                ["IpcMode"] = "shareable", // Its /dev/shm is a mount of the host's.
                ["RestartPolicy"] = new JsonObject { ["Name"] = RestartPolicy },
            },
        };
        if (StopSignal is not null)
        {
            request["StopSignal"] = StopSignal;
        }

        ApiResponse answer = await daemon.Api.PostAsync($"/containers/create?name={Name}", request.ToJsonString());
        if (answer.Status == HttpStatusCode.Created)
        {
            Id = answer.Json.GetProperty("Id").GetString()!;
        }

        return answer;
    }

    public async Task<ApiResponse> StartAsync()
    {
        ApiResponse answer = await daemon.Api.PostAsync($"/containers/{Name}/start");
        Restarts = answer.Status == HttpStatusCode.NoContent ? 0 : Restarts;
        return answer;
    }

    /// <param name="seconds">Until SIGKILL; null leaves it to the container.</param>
    public Task<ApiResponse> StopAsync(int? seconds) => daemon.Api.PostAsync($"/containers/{Name}/stop{(seconds is null ? "" : "?t=" + seconds)}");

    public Task<ApiResponse> PauseAsync() => daemon.Api.PostAsync($"/containers/{Name}/pause");

    public Task<ApiResponse> UnpauseAsync() => daemon.Api.PostAsync($"/containers/{Name}/unpause");

    public Task<ApiResponse> RestartAsync() => daemon.Api.PostAsync($"/containers/{Name}/restart?t=0");

    public Task<ApiResponse> RemoveAsync(bool force) => daemon.Api.DeleteAsync($"/containers/{Name}{(force ? "?force=1" : "")}");

    /// <summary>Runs a command in it, detached; the answer is that of its start, unless it could not even be created.</summary>
    public async Task<ApiResponse> ExecAsync(params string[] command)
    {
        JsonObject request = new() { ["Cmd"] = new JsonArray([.. command.Select(word => (JsonNode)word)]) };
        ApiResponse created = await daemon.Api.PostAsync($"/containers/{Name}/exec", request.ToJsonString());
        if (created.Status != HttpStatusCode.Created)
        {
            return created;
        }

        LastExec = created.Json.GetProperty("Id").GetString()!;
        return await daemon.Api.PostAsync($"/exec/{LastExec}/start", """{"Detach":true}""");
    }

    public string LastExec { get; private set; } = "";

    /// <summary>Its inspection; null when there is no such container.</summary>
    public async Task<JsonElement?> InspectAsync()
    {
        ApiResponse answer = await daemon.Api.GetAsync($"/containers/{Name}/json");
        if (answer.Status == HttpStatusCode.NotFound)
        {
            return null;
        }

        JsonElement inspection = answer.Expect(HttpStatusCode.OK).Json;
        Id = inspection.GetProperty("Id").GetString()!;
        return inspection;
    }

    /// <summary>The pid of its first process; 0 when it does not run.</summary>
    public async Task<int> PidAsync() => (await InspectAsync())?.GetProperty("State").GetProperty("Pid").GetInt32() ?? 0;
}
