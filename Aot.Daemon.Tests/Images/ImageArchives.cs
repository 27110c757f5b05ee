using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Tests.Images;

/// <summary>Archives as docker save writes them.</summary>
internal static class ImageArchives
{
    /// <summary>The config of an image with these layers.</summary>
    public static byte[] Config(IEnumerable<byte[]> layers, string extra = "\"Cmd\":[\"/bin/sh\"]", string created = "2024-01-02T03:04:05.123456789Z")
    {
        string diffIds = string.Join(',', layers.Select(layer => $"\"{Digest.Of(layer)}\""));
        return Encoding.UTF8.GetBytes(
            $$"""{"architecture":"amd64","os":"linux","created":"{{created}}","config":{{{extra}}},"rootfs":{"type":"layers","diff_ids":[{{diffIds}}]},"history":[{"created":"{{created}}","created_by":"test"}]}""");
    }

    /// <summary>A docker archive of one image; its manifest.json comes last, as it may.</summary>
    public static byte[] Docker(byte[] config, byte[][] layers, params string[] tags)
    {
        var archive = new TarBuilder();
        var paths = new List<string>();
        for (int i = 0; i < layers.Length; i++)
        {
            paths.Add($"layer{i}/layer.tar");
            archive.Folder($"layer{i}/").Entry('0', paths[^1], layers[i]);
        }

        string configPath = Digest.Of(config).Hex + ".json";
        archive.Entry('0', configPath, config);
        string manifest = JsonSerializer.Serialize(new[]
        {
            new Dictionary<string, object> { ["Config"] = configPath, ["RepoTags"] = tags, ["Layers"] = paths },
        });
        return archive.File("manifest.json", manifest).Build();
    }

    /// <summary>The id that an image with this config has.</summary>
    public static string IdOf(byte[] config) => Digest.Of(config).Value;

    public static byte[] Gzip(byte[] content)
    {
        var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(content);
        }

        return compressed.ToArray();
    }

    public static byte[] Gunzip(byte[] content)
    {
        var plain = new MemoryStream();
        using var gzip = new GZipStream(new MemoryStream(content), CompressionMode.Decompress);
        gzip.CopyTo(plain);
        return plain.ToArray();
    }
}
