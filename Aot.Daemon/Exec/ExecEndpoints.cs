using Aot.Daemon.Containers.Attach;
using Aot.Daemon.Exec.Contracts;
using Aot.Daemon.Http;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Exec;

/// <summary>POST /containers/{id}/exec and the routes under /exec.</summary>
internal static class ExecEndpoints
{
    public static void Map(RouteTable routes, ExecService service)
    {
        routes.Add("POST", "/containers/{id}/exec", context => CreateAsync(context, service));
        routes.Add("POST", "/exec/{id}/start", context => StartAsync(context, service));
        routes.Add("POST", "/exec/{id}/resize", context => ResizeAsync(context, service));
        routes.Add("GET", "/exec/{id}/json", context => InspectAsync(context, service));
    }

    private static async Task CreateAsync(ApiContext context, ExecService service)
    {
        ExecCreateRequest request = await context.ReadJsonAsync(ApiJsonContext.Default.ExecCreateRequest) ?? throw NoBody();
        await service.WhenRestoredAsync(context.Route("id"), context.Aborted);
        string id = service.Create(context.Route("id"), request, context.Version);
        await context.WriteJsonAsync(StatusCodes.Status201Created, new ExecCreateResponse(id), ApiJsonContext.Default.ExecCreateResponse);
    }

    private static async Task StartAsync(ApiContext context, ExecService service)
    {
        ExecStartRequest request = await context.ReadJsonAsync(ApiJsonContext.Default.ExecStartRequest) ?? throw NoBody();
        ExecEntry exec = service.FindStartable(context.Route("id"));
        TerminalSize? size = request.Tty && context.Version >= new ApiVersion(1, 42) ? TerminalSize.From(request.ConsoleSize) : null;
        if (request.Detach)
        {
            await service.StartDetachedAsync(exec, size);
            await context.WriteStatusAsync(StatusCodes.Status200OK);
            return;
        }

        await using HijackedStream client = await context.HijackAsync(StreamMediaType.Of(context.Version, exec.Config.Tty));
        await service.StartAttachedAsync(exec, size, client);
    }

    private static async Task ResizeAsync(ApiContext context, ExecService service)
    {
        TerminalSize size = TerminalSize.Parse(context.Query("h"), context.Query("w"));
        await service.ResizeAsync(context.Route("id"), size, context.Aborted);
        await context.WriteStatusAsync(StatusCodes.Status200OK);
    }

    private static Task InspectAsync(ApiContext context, ExecService service) =>
        context.WriteJsonAsync(StatusCodes.Status200OK, service.Inspect(context.Route("id")), ApiJsonContext.Default.ExecInspectResponse);

    private static DaemonException NoBody() => DaemonException.Invalid("invalid JSON: got EOF while reading request body");
}
