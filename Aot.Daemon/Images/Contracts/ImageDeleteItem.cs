using System.Text.Json.Serialization;

namespace Aot.Daemon.Images.Contracts;

/// <summary>One thing that a removal did: either an image or layer deleted, or a name taken.</summary>
internal sealed record ImageDeleteItem
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Untagged { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Deleted { get; init; }
}
