namespace Aot.Daemon.Events;

/// <summary>An event of the daemon, as GET /events tells it.</summary>
/// <param name="Type">The object's type: container, image, network, volume or daemon.</param>
/// <param name="Action">The verb, e.g. start, or `exec_create: sh`.</param>
/// <param name="ActorId">The object's id.</param>
/// <param name="Attributes">What else is told of the object: name, image, labels, exitCode, ...</param>
/// <param name="Time">When it happened; also the event's order.</param>
internal sealed record EventMessage(
    string Type,
    string Action,
    string ActorId,
    SortedDictionary<string, string> Attributes,
    DateTimeOffset Time);
