using Aot.Daemon.Http;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Api;

/// <summary>The Engine API's routes that no feature serves: each says so, where an unknown path is merely not found. Added last, so that a
/// feature's route for the same path comes first.</summary>
internal static class UnbuiltRoutes
{
    /// <summary>dockerd's words on a node outside a swarm, which clients know.</summary>
    private const string NoSwarm = "This node is not a swarm manager. Use \"docker swarm init\" or \"docker swarm join\" to connect this node to swarm and try again.";

    private static readonly string[] Clustered = ["swarm", "services", "nodes", "tasks", "secrets", "configs"];

    private static readonly (string Method, string Pattern, string What)[] Unbuilt =
    [
        ("HEAD", "/containers/{id}/archive", "copying files of containers"),
        ("GET", "/containers/{id}/archive", "copying files from containers"),
        ("PUT", "/containers/{id}/archive", "copying files to containers"),
        ("POST", "/containers/{id}/copy", "copying files from containers"),
        ("GET", "/containers/{id}/stats", "reading a container's statistics"),
        ("GET", "/containers/{id}/changes", "listing a container's changed files"),
        ("GET", "/containers/{id}/export", "exporting containers"),
        ("GET", "/containers/{id}/attach/ws", "attaching by websocket"),
        ("GET", "/containers/{id}/checkpoints", "checkpointing containers"),
        ("POST", "/containers/{id}/checkpoints", "checkpointing containers"),
        ("DELETE", "/containers/{id}/checkpoints/{checkpoint}", "checkpointing containers"),
        ("POST", "/commit", "making images of containers"),
        ("POST", "/images/{name*}/push", "pushing images"),
        ("GET", "/images/search", "searching for images"),
        ("GET", "/distribution/{name*}/json", "asking registries"),
        ("POST", "/auth", "logging in to registries"),
        ("POST", "/build", "building images"),
        ("*", "/build/{rest*}", "building images"),
        ("POST", "/session", "building images"),
        ("POST", "/grpc", "building images"),
        ("GET", "/system/df", "measuring disk usage"),
        ("*", "/volumes", "managing volumes"),
        ("*", "/volumes/{rest*}", "managing volumes"),
        ("*", "/plugins/{rest*}", "managing plugins"),
        ("POST", "/swarm/init", "swarm mode"),
        ("POST", "/swarm/join", "swarm mode"),
    ];

    public static void Map(RouteTable routes)
    {
        // There are none, so this is the whole answer.
        routes.Add("GET", "/plugins", context => context.WriteJsonAsync(StatusCodes.Status200OK, [], ApiJsonContext.Default.StringArray));
        foreach (var (method, pattern, what) in Unbuilt)
        {
            routes.Add(method, pattern, _ => throw DaemonException.NotImplemented($"{what} is not supported by this version of aotd"));
        }

        foreach (string name in Clustered)
        {
            routes.Add("*", $"/{name}", _ => throw DaemonException.Unavailable(NoSwarm));
            routes.Add("*", $"/{name}/{{rest*}}", _ => throw DaemonException.Unavailable(NoSwarm));
        }

        routes.Add("OPTIONS", "/{any*}", context => context.WriteStatusAsync(StatusCodes.Status200OK));
    }
}
