using System.Text;
using System.Text.Json;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Runtimes;

/// <summary>What runtimes say they can do (OCI runtime spec, features.md). Shown by /info; nothing here depends on it.</summary>
internal sealed class RuntimeFeatures
{
    private readonly OncePerBinary<string> _answers = new("features", Compact);

    /// <summary>The JSON of the binary at an absolute path, without white space; null when it gives none. See <see cref="OncePerBinary{T}"/>.</summary>
    public ValueTask<string?> AskAsync(string path, CancellationToken cancellationToken) => _answers.AskAsync(path, cancellationToken);

    private static string? Compact(string output)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(output);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                return null;
            }

            using var compact = new PooledBuffer();
            using (var writer = new Utf8JsonWriter(compact))
            {
                document.WriteTo(writer);
            }

            return Encoding.UTF8.GetString(compact.WrittenSpan);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
