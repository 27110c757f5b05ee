using System.Formats.Tar;
using System.Security.Cryptography;
using System.Text;

namespace Aot.Benchmarks.Daemons;

/// <summary>An image of one layer with Debian's static busybox, as an archive that /images/load takes.</summary>
internal static class BusyboxImage
{
    public const string Name = "bench/busybox:1";

    public static byte[] Archive()
    {
        byte[] layer = Tar(("bin/busybox", File.ReadAllBytes("/bin/busybox")));
        string diffId = "sha256:" + Convert.ToHexStringLower(SHA256.HashData(layer));
        const string environment = "\"PATH=/bin\"";
        string config = $$$"""{"architecture":"amd64","os":"linux","config":{"Env":[{{{environment}}}]},"rootfs":{"type":"layers","diff_ids":["{{{diffId}}}"]}}""";
        string manifest = $$"""[{"Config":"config.json","RepoTags":["{{Name}}"],"Layers":["layer.tar"]}]""";
        return Tar(("config.json", Encoding.UTF8.GetBytes(config)), ("layer.tar", layer), ("manifest.json", Encoding.UTF8.GetBytes(manifest)));
    }

    private static byte[] Tar(params (string Path, byte[] Content)[] files)
    {
        var stream = new MemoryStream();
        using (var tar = new TarWriter(stream, TarEntryFormat.Pax, leaveOpen: true))
        {
            foreach ((string path, byte[] content) in files)
            {
                tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, path)
                {
                    DataStream = new MemoryStream(content),
                    Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupRead | UnixFileMode.OtherRead
                        | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute,
                    ModificationTime = DateTimeOffset.FromUnixTimeSeconds(1_700_000_000),
                });
            }
        }
        return stream.ToArray();
    }
}
