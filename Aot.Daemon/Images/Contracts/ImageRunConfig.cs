using System.Text.Json.Serialization;
using Aot.Daemon.Containers.Contracts;

namespace Aot.Daemon.Images.Contracts;

/// <summary>`config` of an image's config, and `Config` of an image's inspection: the defaults of its containers.</summary>
internal sealed record ImageRunConfig
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? User { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public SortedDictionary<string, EmptyObject>? ExposedPorts { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string[]? Env { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public StringOrArray? Entrypoint { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public StringOrArray? Cmd { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public SortedDictionary<string, EmptyObject>? Volumes { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? WorkingDir { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public SortedDictionary<string, string>? Labels { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? StopSignal { get; init; }

    /// <summary>Docker's.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public HealthConfig? Healthcheck { get; init; }

    /// <summary>Docker's: the shell of shell-form commands.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string[]? Shell { get; init; }

    /// <summary>Docker's, of Windows.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? ArgsEscaped { get; init; }

    /// <summary>Docker's: instructions for builds on top of the image.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string[]? OnBuild { get; init; }

    /// <summary>The configuration of a container that asks for nothing.</summary>
    public ContainerConfig ToContainerConfig() => new()
    {
        User = User ?? "",
        ExposedPorts = ExposedPorts,
        Env = Env,
        Cmd = Cmd,
        Entrypoint = Entrypoint,
        Volumes = Volumes,
        WorkingDir = WorkingDir ?? "",
        Labels = Labels,
        StopSignal = StopSignal,
        Healthcheck = Healthcheck,
        Shell = Shell,
        ArgsEscaped = ArgsEscaped,
        OnBuild = OnBuild,
    };
}
