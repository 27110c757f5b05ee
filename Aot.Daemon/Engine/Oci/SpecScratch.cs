using System.Text.Encodings.Web;
using System.Text.Json;

namespace Aot.Daemon.Engine.Oci;

/// <summary>What writing a spec needs and can be used again.</summary>
internal sealed class SpecScratch
{
    /// <summary>Not validating: what is written has the same shape each time, and the tests parse it.</summary>
    public Utf8JsonWriter Json { get; } = new(
        Stream.Null,
        new JsonWriterOptions { SkipValidation = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    public List<uint> Groups { get; } = new(16);
}
