using Aot.Daemon.Http;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Events;

/// <summary>What GET /events was asked for.</summary>
/// <param name="Since">From when on; null: only what is yet to happen.</param>
/// <param name="Until">Up to when; null: without end.</param>
internal sealed record EventsQuery(DateTimeOffset? Since, DateTimeOffset? Until, EventFilter Filter)
{
    public static EventsQuery Parse(ApiContext context, DateTimeOffset now)
    {
        DateTimeOffset? since = Time(context, "since", now);
        DateTimeOffset? until = Time(context, "until", now);
        if (until < since)
        {
            throw DaemonException.Invalid(
                $"`since` time ({context.Query("since")}) cannot be after `until` time ({context.Query("until")})");
        }

        // An end without a beginning means all that is kept, as dockerd has it.
        return new EventsQuery(since ?? (until is null ? null : DateTimeOffset.MinValue), until, new EventFilter(context.QueryFilters()));
    }

    private static DateTimeOffset? Time(ApiContext context, string name, DateTimeOffset now)
    {
        string? text = context.Query(name);
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        return GoTime.TryParse(text, now, out DateTimeOffset time) ? time : throw DaemonException.Invalid($"invalid value for \"{name}\": {text}");
    }
}
