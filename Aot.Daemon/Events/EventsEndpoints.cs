using Aot.Daemon.Events.Contracts;
using Aot.Daemon.Http;
using Aot.Daemon.Http.Json;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Events;

/// <summary>GET /events.</summary>
internal static class EventsEndpoints
{
    /// <summary>The longest that a timer waits. A stream that is to end later than that ends then.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(49);

    public static void Map(RouteTable routes, EventService events, TimeProvider time) =>
        routes.Add("GET", "/events", context => StreamAsync(context, events, time));

    private static async Task StreamAsync(ApiContext context, EventService events, TimeProvider time)
    {
        DateTimeOffset now = time.GetUtcNow();
        EventsQuery query = EventsQuery.Parse(context, now);

        // Before the headers: a client that has seen them misses nothing.
        EventReader reader = events.Read(query.Since);
        Stream output = await context.StartStreamAsync("application/json");
        using var buffer = new JsonBuffer();
        await WriteAvailableAsync(reader, query, output, buffer, context.Aborted);
        if (query.Until is not { } until)
        {
            await FollowAsync(reader, query, output, buffer, context.Aborted);
        }
        else if (until > now)
        {
            using var end = new CancellationTokenSource(TimeSpan.FromTicks(Math.Min((until - now).Ticks, LongestWait.Ticks)), time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(end.Token, context.Aborted);
            try
            {
                await FollowAsync(reader, query, output, buffer, either.Token);
            }
            catch (OperationCanceledException) when (end.IsCancellationRequested)
            {
                await WriteAvailableAsync(reader, query, output, buffer, context.Aborted);
            }
        }
    }

    /// <summary>Writes events as they happen, until the token fires.</summary>
    private static async Task FollowAsync(EventReader reader, EventsQuery query, Stream output, JsonBuffer buffer, CancellationToken cancellationToken)
    {
        while (true)
        {
            await reader.WaitAsync(cancellationToken);
            await WriteAvailableAsync(reader, query, output, buffer, cancellationToken);
        }
    }

    private static async Task WriteAvailableAsync(
        EventReader reader, EventsQuery query, Stream output, JsonBuffer buffer, CancellationToken cancellationToken)
    {
        buffer.Clear();
        while (reader.TryRead() is { } message)
        {
            if (!(message.Time > query.Until) && query.Filter.Includes(message))
            {
                buffer.Write(ToResponse(message), ApiJsonContext.Default.EventResponse);
                buffer.WriteNewLine();
            }
        }

        if (buffer.Written.Length > 0)
        {
            await output.WriteAsync(buffer.Written, cancellationToken);
        }
    }

    private static EventResponse ToResponse(EventMessage message)
    {
        bool old = message.Type is "container" or "image";
        message.Attributes.TryGetValue("image", out string? image);
        return new EventResponse
        {
            Status = old ? message.Action : null,
            Id = old ? message.ActorId : null,
            From = message.Type == "container" ? image : null,
            Type = message.Type,
            Action = message.Action,
            Actor = new EventActor { Id = message.ActorId, Attributes = message.Attributes },
            Scope = "local",
            Time = message.Time.ToUnixTimeSeconds(),
            TimeNano = GoTime.ToUnixNanoseconds(message.Time),
        };
    }
}
