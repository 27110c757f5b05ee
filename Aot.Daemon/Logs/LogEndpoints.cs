using Aot.Daemon.Containers;
using Aot.Daemon.Http;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Logs;

/// <summary>GET /containers/{id}/logs.</summary>
internal static class LogEndpoints
{
    public static void Map(RouteTable routes, LogService service, TimeProvider time) =>
        routes.Add("GET", "/containers/{id}/logs", context => LogsAsync(context, service, time.GetUtcNow()));

    private static async Task LogsAsync(ApiContext context, LogService service, DateTimeOffset now)
    {
        var query = new LogQuery
        {
            Stdout = context.QueryFlag("stdout"),
            Stderr = context.QueryFlag("stderr"),
            Follow = context.QueryFlag("follow"),
            Timestamps = context.QueryFlag("timestamps"),
            Details = context.QueryFlag("details"),
            Tail = ParseTail(context.Query("tail")),
            Since = ParseTime("since", context.Query("since"), now),
            Until = ParseTime("until", context.Query("until"), now),
        };
        if (!query.Stdout && !query.Stderr)
        {
            throw DaemonException.Invalid("Bad parameters: you must choose at least one stream");
        }

        ContainerEntry entry = service.Find(context.Route("id"));
        await using Stream answer = await context.StartStreamAsync(StreamMediaType.Of(context.Version, entry.Record.Config.Tty));
        await service.CopyAsync(entry, query, answer.WriteAsync, context.Aborted);
    }

    /// <summary>The lines wanted; as dockerd, what is no number means all.</summary>
    internal static int ParseTail(string? text) => int.TryParse(text, out int lines) && lines >= 0 ? lines : LogQuery.All;

    /// <summary>Null for no bound, which clients also write as 0.</summary>
    internal static DateTimeOffset? ParseTime(string name, string? text, DateTimeOffset now)
    {
        if (text is null or "" or "0")
        {
            return null;
        }

        return GoTime.TryParse(text, now, out DateTimeOffset time)
            ? time
            : throw DaemonException.Invalid($"invalid value for \"{name}\": {text}");
    }
}
