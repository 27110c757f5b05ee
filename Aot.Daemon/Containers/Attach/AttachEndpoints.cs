using Aot.Daemon.Http;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Containers.Attach;

/// <summary>POST /containers/{id}/attach and /containers/{id}/resize.</summary>
internal static class AttachEndpoints
{
    public static void Map(RouteTable routes, AttachService service)
    {
        routes.Add("POST", "/containers/{id}/attach", context => AttachAsync(context, service));
        routes.Add("POST", "/containers/{id}/resize", context => ResizeAsync(context, service));
    }

    private static async Task AttachAsync(ApiContext context, AttachService service)
    {
        string? keys = context.Query("detachKeys");
        var query = new AttachQuery
        {
            Stream = context.QueryFlag("stream"),
            Stdin = context.QueryFlag("stdin"),
            Stdout = context.QueryFlag("stdout"),
            Stderr = context.QueryFlag("stderr"),
            Logs = context.QueryFlag("logs"),
            DetachKeys = DetachKeys.Parse(keys) ?? throw DaemonException.Invalid($"Invalid detach keys ({keys}) provided"),
        };
        await using AttachSession session = await service.AttachAsync(context.Route("id"), query, context.Aborted);
        await using HijackedStream client = await context.HijackAsync(StreamMediaType.Of(context.Version, session.Tty));
        await session.RunAsync(client, CancellationToken.None);
    }

    private static async Task ResizeAsync(ApiContext context, AttachService service)
    {
        TerminalSize size = TerminalSize.Parse(context.Query("h"), context.Query("w"));
        await service.ResizeAsync(context.Route("id"), size.Columns, size.Rows, context.Aborted);
        await context.WriteStatusAsync(StatusCodes.Status200OK);
    }
}
