using System.Text;
using Aot.Daemon.Images;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Tests.Images;

/// <summary>Archives of OCI image layouts.</summary>
internal static class OciArchives
{
    private const string Manifest = "application/vnd.oci.image.manifest.v1+json";
    private const string Index = "application/vnd.oci.image.index.v1+json";

    /// <summary>An image for this machine and one for another, whose content is not in the archive, with an attestation; as buildx makes them.</summary>
    public static byte[] MultiPlatform(string annotation, string name, out string id)
    {
        byte[] layer = SampleImages.Layer("oci");
        byte[] config = ImageArchives.Config([layer]);
        byte[] manifest = Image(config, layer);
        byte[] list = Encoding.UTF8.GetBytes(
            $$$"""
            {"schemaVersion":2,"mediaType":"{{{Index}}}","manifests":[
            {"mediaType":"{{{Manifest}}}","digest":"sha256:{{{new string('0', 64)}}}","size":1,"platform":{"architecture":"s390x","os":"linux"}},
            {"mediaType":"{{{Manifest}}}","digest":"{{{Digest.Of(manifest)}}}","size":{{{manifest.Length}}},"platform":{"architecture":"{{{Platform.Architecture}}}","os":"linux"}},
            {"mediaType":"{{{Manifest}}}","digest":"sha256:{{{new string('1', 64)}}}","size":1,"platform":{"architecture":"unknown","os":"unknown"}}]}
            """);
        id = Digest.Of(config).Value;
        return Layout($$$"""{"mediaType":"{{{Index}}}","digest":"{{{Digest.Of(list)}}}","size":{{{list.Length}}},"annotations":{"{{{annotation}}}":"{{{name}}}"}}""", list, manifest, config, layer);
    }

    /// <summary>An archive in which the layer's blob is another one than its name says.</summary>
    public static byte[] WithDamagedLayer()
    {
        byte[] layer = SampleImages.Layer("oci");
        byte[] config = ImageArchives.Config([layer]);
        byte[] manifest = Image(config, layer);
        return new TarBuilder()
            .File("oci-layout", """{"imageLayoutVersion":"1.0.0"}""")
            .File("index.json", IndexJson($$$"""{"mediaType":"{{{Manifest}}}","digest":"{{{Digest.Of(manifest)}}}","size":{{{manifest.Length}}}}"""))
            .Entry('0', PathOf(manifest), manifest).Entry('0', PathOf(config), config).Entry('0', PathOf(layer), SampleImages.Layer("other")).Build();
    }

    private static byte[] Image(byte[] config, byte[] layer) => Encoding.UTF8.GetBytes(
        $$"""
        {"schemaVersion":2,"mediaType":"{{Manifest}}",
        "config":{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"{{Digest.Of(config)}}","size":{{config.Length}}},
        "layers":[{"mediaType":"application/vnd.oci.image.layer.v1.tar","digest":"{{Digest.Of(layer)}}","size":{{layer.Length}}}]}
        """);

    private static byte[] Layout(string descriptor, params byte[][] blobs)
    {
        TarBuilder archive = new TarBuilder().File("oci-layout", """{"imageLayoutVersion":"1.0.0"}""").File("index.json", IndexJson(descriptor));
        foreach (byte[] blob in blobs)
        {
            archive.Entry('0', PathOf(blob), blob);
        }

        return archive.Build();
    }

    private static string IndexJson(string descriptor) => $$"""{"schemaVersion":2,"manifests":[{{descriptor}}]}""";

    private static string PathOf(byte[] blob) => "blobs/sha256/" + Digest.Of(blob).Hex;
}
