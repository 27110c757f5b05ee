namespace Aot.Daemon.Tests.Images;

/// <summary>Small images that tests tell apart.</summary>
internal static class SampleImages
{
    /// <summary>An archive of one image with one layer of its own.</summary>
    public static byte[] Archive(string content, params string[] tags) => Custom(content, "\"Cmd\":[\"sh\"]", "2024-01-02T03:04:05Z", tags);

    /// <summary>The same with what its config says of containers, and when it was made.</summary>
    public static byte[] Custom(string content, string config, string created, params string[] tags)
    {
        byte[][] layers = [Layer(content)];
        return ImageArchives.Docker(ImageArchives.Config(layers, config, created), layers, tags);
    }

    public static byte[] Layer(string content) => new TarBuilder().Folder("etc/").File("etc/content", content).Build();
}
