using System.Text.Json;

namespace Aot.Benchmarks;

/// <summary>How results are written: JSON for people and programs.</summary>
internal static class ResultFile
{
    public static JsonSerializerOptions Options { get; } = new() { WriteIndented = true };

    /// <summary>Writes a command's result where --output says, by default to artifacts/COMMAND.json, and says where. Gives the exit code.</summary>
    public static int Write(Arguments arguments, string command, string json, bool passed = true)
    {
        string output = arguments.Output ?? Path.Combine(Arguments.Repository, "artifacts", command + ".json");
        Directory.CreateDirectory(Path.GetDirectoryName(output)!);
        File.WriteAllText(output, json + "\n");
        Console.WriteLine(output);
        return passed ? 0 : 1;
    }
}
