using System.Text.Json.Serialization;
using Aot.Daemon.Containers.Contracts;
using Aot.Daemon.Networks.Contracts;

namespace Aot.Daemon.Containers;

/// <summary>A container: what it is, in &lt;data-root&gt;/containers/&lt;id&gt;/record.json, written durably and seldom; and what it is doing, in the journal of
/// all states, written often. Immutable; a change is a new record.</summary>
internal sealed record ContainerRecord
{
    /// <summary>The version of the format that is written now: 2 has a checksum (<see cref="RecordFormat"/>), 1 had none.</summary>
    public const int CurrentVersion = 2;

    /// <summary>The version of the format that this record was written in.</summary>
    public required int Version { get; init; }

    public required string Id { get; init; }

    /// <summary>The name without the API's leading slash.</summary>
    public required string Name { get; init; }

    public required DateTimeOffset Created { get; init; }

    /// <summary>The image's id (digest of its config), `sha256:...`.</summary>
    public required string ImageId { get; init; }

    /// <summary>The chain ids of the image's layers, bottom first.</summary>
    public required string[] Layers { get; init; }

    /// <summary>The command that runs: entrypoint or first word of the command, and its arguments.</summary>
    public required string Path { get; init; }

    public required string[] Args { get; init; }

    public required ContainerConfig Config { get; init; }

    public required HostConfig HostConfig { get; init; }

    /// <summary>What is wanted of each network, by name. Null in records of an aotd without networks: what the network mode says.</summary>
    public SortedDictionary<string, EndpointSettings>? Networks { get; init; }

    /// <summary>Not in record.json: see <see cref="ContainerStore"/>.</summary>
    [JsonIgnore]
    public ContainerState State { get; init; } = new();
}
