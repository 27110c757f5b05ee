using System.Text.Json;

namespace Aot.Benchmarks;

/// <summary>How results are written: JSON for people and programs.</summary>
internal static class ResultFile
{
    public static JsonSerializerOptions Options { get; } = new() { WriteIndented = true };
}
