using System.Text.Json.Serialization;
using Aot.Daemon.Containers;
using Aot.Daemon.Containers.Contracts;
using Aot.Daemon.Events.Contracts;
using Aot.Daemon.Exec.Contracts;
using Aot.Daemon.Http.Json;
using Aot.Daemon.Images.Contracts;
using Aot.Daemon.Info.Contracts;
using Aot.Daemon.Networks;
using Aot.Daemon.Networks.Contracts;
using Aot.Daemon.Reload.Contracts;

namespace Aot.Daemon.Http;

/// <summary>
/// The one context of all JSON that the Engine API reads and writes, and of the records on disk. Property names are Go's; they are matched
/// regardless of case, as Go does; numbers are never text; null for a boolean, number or label is the zero value.
/// A text that is never null is written <c>{ get; init => field = value ?? ""; } = "";</c>: the generated code gives every init-only property
/// a value, and one that the JSON does not have gets null. A test holds this for all types here.
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNameCaseInsensitive = true,
    GenerationMode = JsonSourceGenerationMode.Metadata,
    Converters =
    [
        typeof(BooleanConverter), typeof(Int32Converter), typeof(Int64Converter), typeof(UInt16Converter), typeof(UInt32Converter),
        typeof(UInt64Converter), typeof(DoubleConverter), typeof(StringMapConverter),
    ])]
[JsonSerializable(typeof(ContainerConfig))]
[JsonSerializable(typeof(HostConfig))]
[JsonSerializable(typeof(OciIndex))]
[JsonSerializable(typeof(OciManifest))]
[JsonSerializable(typeof(OciLayoutFile))]
[JsonSerializable(typeof(ImageConfig))]
[JsonSerializable(typeof(DockerArchiveImage[]))]
[JsonSerializable(typeof(LayerRecord))]
[JsonSerializable(typeof(string[]))]
[JsonSerializable(typeof(SortedDictionary<string, SortedDictionary<string, string>>))]
[JsonSerializable(typeof(List<ImageSummary>))]
[JsonSerializable(typeof(ImageInspect))]
[JsonSerializable(typeof(List<ImageHistoryItem>))]
[JsonSerializable(typeof(List<ImageDeleteItem>))]
[JsonSerializable(typeof(ImagePruneResponse))]
[JsonSerializable(typeof(ProgressMessage))]
[JsonSerializable(typeof(ExecCreateRequest))]
[JsonSerializable(typeof(ExecCreateResponse))]
[JsonSerializable(typeof(ExecStartRequest))]
[JsonSerializable(typeof(ExecInspectResponse))]
[JsonSerializable(typeof(ErrorResponse))]
[JsonSerializable(typeof(EventResponse))]
[JsonSerializable(typeof(SystemInfo))]
[JsonSerializable(typeof(VersionResponse))]
[JsonSerializable(typeof(ContainerCreateRequest))]
[JsonSerializable(typeof(ContainerCreateResponse))]
[JsonSerializable(typeof(ContainerInspect))]
[JsonSerializable(typeof(ContainerPruneResponse))]
[JsonSerializable(typeof(ContainerRecord))]
[JsonSerializable(typeof(ContainerState))]
[JsonSerializable(typeof(ContainerSummary[]))]
[JsonSerializable(typeof(ContainerTopResponse))]
[JsonSerializable(typeof(ContainerUpdateResponse))]
[JsonSerializable(typeof(WaitResponse))]
[JsonSerializable(typeof(NetworkRecord))]
[JsonSerializable(typeof(NetworkResource))]
[JsonSerializable(typeof(NetworkResource[]))]
[JsonSerializable(typeof(NetworkCreateRequest))]
[JsonSerializable(typeof(NetworkCreateResponse))]
[JsonSerializable(typeof(NetworkConnectRequest))]
[JsonSerializable(typeof(NetworkDisconnectRequest))]
[JsonSerializable(typeof(NetworkPruneResponse))]
[JsonSerializable(typeof(ReloadResponse))]
internal sealed partial class ApiJsonContext : JsonSerializerContext;
