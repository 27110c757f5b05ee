using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;

namespace Aot.Daemon.Tests.EndToEnd.Images;

/// <summary>The archives that `docker load` takes.</summary>
internal static class ImageArchive
{
    private static readonly Lazy<byte[]> AllImages = new(() => Docker([.. TestImage.All]));

    /// <summary>All test images in one docker archive.</summary>
    public static byte[] All => AllImages.Value;

    /// <summary>The format of `docker save` up to version 24: manifest.json, configs, and layers once each.</summary>
    public static byte[] Docker(params TestImage[] images)
    {
        using TarBuilder tar = new();
        JsonArray manifest = [];
        HashSet<string> written = [];
        foreach (TestImage image in images)
        {
            string configName = Hex(image.Config) + ".json";
            tar.File(configName, image.Config);
            JsonArray layers = [];
            foreach (byte[] layer in image.LayerTars)
            {
                string path = Hex(layer) + "/layer.tar";
                if (written.Add(path))
                {
                    tar.Folder(Hex(layer)).File(path, layer);
                }
                layers.Add(path);
            }
            manifest.Add(new JsonObject { ["Config"] = configName, ["RepoTags"] = new JsonArray(image.Name), ["Layers"] = layers });
        }
        return tar.File("manifest.json", manifest.ToJsonString()).Build();
    }

    /// <summary>An OCI image layout with compressed layers, as skopeo and buildx write it; the name is an annotation.</summary>
    public static byte[] Oci(TestImage image)
    {
        using TarBuilder tar = new();
        tar.File("oci-layout", """{"imageLayoutVersion":"1.0.0"}""").Folder("blobs").Folder("blobs/sha256");
        JsonArray layers = [];
        foreach (byte[] layer in image.LayerTars)
        {
            layers.Add(Blob(tar, Gzip(layer), "application/vnd.oci.image.layer.v1.tar+gzip"));
        }
        JsonObject manifest = new()
        {
            ["schemaVersion"] = 2,
            ["mediaType"] = "application/vnd.oci.image.manifest.v1+json",
            ["config"] = Blob(tar, image.Config, "application/vnd.oci.image.config.v1+json"),
            ["layers"] = layers,
        };
        JsonObject descriptor = Blob(tar, Encoding.UTF8.GetBytes(manifest.ToJsonString()), "application/vnd.oci.image.manifest.v1+json");
        descriptor["annotations"] = new JsonObject { ["io.containerd.image.name"] = "docker.io/" + image.Name, ["org.opencontainers.image.ref.name"] = image.Name };
        return tar.File("index.json", new JsonObject { ["schemaVersion"] = 2, ["manifests"] = new JsonArray(descriptor) }.ToJsonString()).Build();
    }

    public static byte[] Gzip(byte[] content)
    {
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Fastest))
        {
            gzip.Write(content);
        }
        return compressed.ToArray();
    }

    private static JsonObject Blob(TarBuilder tar, byte[] content, string mediaType)
    {
        tar.File("blobs/sha256/" + Hex(content), content);
        return new JsonObject { ["mediaType"] = mediaType, ["digest"] = TestImage.Digest(content), ["size"] = content.Length };
    }

    private static string Hex(byte[] content) => TestImage.Digest(content)["sha256:".Length..];
}
