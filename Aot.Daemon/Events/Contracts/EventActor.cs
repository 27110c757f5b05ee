using System.Text.Json.Serialization;

namespace Aot.Daemon.Events.Contracts;

/// <summary>What an event is about.</summary>
internal sealed record EventActor
{
    [JsonPropertyName("ID")]
    public required string Id { get; init; }

    public required SortedDictionary<string, string> Attributes { get; init; }
}
