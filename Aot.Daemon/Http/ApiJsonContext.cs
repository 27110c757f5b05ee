using System.Text.Json.Serialization;
using Aot.Daemon.Containers.Contracts;
using Aot.Daemon.Images.Contracts;

namespace Aot.Daemon.Http;

/// <summary>The one context of all JSON that the Engine API reads and writes, and of the records on disk. Property names are Go's; they are matched
/// regardless of case, as Go does; numbers are never text.</summary>
[JsonSourceGenerationOptions(PropertyNameCaseInsensitive = true)]
[JsonSerializable(typeof(ContainerConfig))]
[JsonSerializable(typeof(HostConfig))]
[JsonSerializable(typeof(OciIndex))]
[JsonSerializable(typeof(OciManifest))]
[JsonSerializable(typeof(OciLayoutFile))]
[JsonSerializable(typeof(ImageConfig))]
[JsonSerializable(typeof(DockerArchiveImage[]))]
[JsonSerializable(typeof(LayerRecord))]
[JsonSerializable(typeof(ProgressMessage))]
internal sealed partial class ApiJsonContext : JsonSerializerContext;
