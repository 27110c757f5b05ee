namespace Aot.Daemon.Images.Contracts;

/// <summary>The media types and annotation keys that aotd writes, and those that it tells apart when reading.</summary>
internal static class MediaTypes
{
    public const string OciIndex = "application/vnd.oci.image.index.v1+json";
    public const string OciManifest = "application/vnd.oci.image.manifest.v1+json";
    public const string OciConfig = "application/vnd.oci.image.config.v1+json";
    public const string OciLayer = "application/vnd.oci.image.layer.v1.tar";
    public const string OciLayerGzip = "application/vnd.oci.image.layer.v1.tar+gzip";
    public const string DockerManifestList = "application/vnd.docker.distribution.manifest.list.v2+json";

    /// <summary>OCI image spec: the name within a layout. containerd and docker put only the tag there.</summary>
    public const string RefNameAnnotation = "org.opencontainers.image.ref.name";

    /// <summary>containerd's, and so docker's: the whole normalized reference.</summary>
    public const string ImageNameAnnotation = "io.containerd.image.name";
}
