using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace Aot.Daemon.Tests.EndToEnd.Images;

/// <summary>An image as a config and layers; the archives for `docker load` are made of it.</summary>
internal sealed class TestImage
{
    private static readonly Lazy<byte[][]> Layers = new(() => [TestLayers.Base(), TestLayers.Changes(), TestLayers.Probe()]);

    private TestImage(string name, JsonObject config, byte[][] layers)
    {
        Name = name;
        LayerTars = layers;
        Config = System.Text.Encoding.UTF8.GetBytes(ImageConfig(config, layers).ToJsonString());
    }

    /// <summary>The plain one: a PATH, a variable, and sh as its command.</summary>
    public const string Plain = "test/plain:1";

    /// <summary>With an entrypoint, a command, a user, a working directory, labels, a stop signal and exposed ports.</summary>
    public const string Entry = "test/entry:1";

    /// <summary>Without a command.</summary>
    public const string Empty = "test/empty:1";

    public string Name { get; }

    /// <summary>The image config's bytes; their digest is the image's id.</summary>
    public byte[] Config { get; }

    public string Id => Digest(Config);

    public byte[][] LayerTars { get; }

    public static IReadOnlyList<TestImage> All { get; } =
    [
        new(Plain, new JsonObject
        {
            ["Env"] = new JsonArray("PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "COLOUR=green"),
            ["Cmd"] = new JsonArray("sh"),
        }, Layers.Value),
        new(Entry, new JsonObject
        {
            ["Env"] = new JsonArray("PATH=/bin:/usr/bin"),
            ["Entrypoint"] = new JsonArray("/bin/echo", "entry"),
            ["Cmd"] = new JsonArray("command"),
            ["User"] = "app",
            ["WorkingDir"] = "/app",
            ["StopSignal"] = "SIGINT",
            ["ExposedPorts"] = new JsonObject { ["80/tcp"] = new JsonObject() },
            ["Labels"] = new JsonObject { ["org.example.origin"] = "image", ["only.image"] = "yes" },
        }, Layers.Value),
        new(Empty, [], Layers.Value[..1]),
    ];

    public static string Digest(byte[] content) => "sha256:" + Convert.ToHexStringLower(SHA256.HashData(content));

    private static JsonObject ImageConfig(JsonObject config, byte[][] layers) => new()
    {
        ["architecture"] = "amd64",
        ["os"] = "linux",
        ["created"] = "2023-11-14T22:13:20Z",
        ["config"] = config,
        ["history"] = new JsonArray([.. layers.Select((_, i) => new JsonObject { ["created"] = "2023-11-14T22:13:20Z", ["created_by"] = $"layer {i}" })]),
        ["rootfs"] = new JsonObject
        {
            ["type"] = "layers",
            ["diff_ids"] = new JsonArray([.. layers.Select(layer => (JsonNode)Digest(layer))]),
        },
    };
}
