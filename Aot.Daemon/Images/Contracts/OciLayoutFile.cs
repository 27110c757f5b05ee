using System.Text.Json.Serialization;

namespace Aot.Daemon.Images.Contracts;

/// <summary>The file `oci-layout`, which marks an image layout (OCI image spec, image-layout).</summary>
internal sealed record OciLayoutFile
{
    [JsonPropertyName("imageLayoutVersion")]
    public string ImageLayoutVersion { get; init => field = value ?? "1.0.0"; } = "1.0.0";
}
