using System.Text.Json;
using System.Text.Json.Nodes;

namespace Aot.Benchmarks.Storm;

/// <summary>
/// The configurations of a storm. Everything in the file of generation N says N: two labels, a mirror, two limits of resources and the
/// argument of the default runtime; so whoever sees two numbers has seen two generations.
/// </summary>
internal static class Generation
{
    /// <summary>Added to the number for the limits of open files and of processes: not small, and not above those of the host, which not every root may raise.</summary>
    private const int FilesBase = 10_000;
    private const int ProcessesBase = 20_000;

    /// <param name="runtime">The program of the default runtime.</param>
    public static string Good(int number, string runtime) => Document(number, runtime).ToJsonString();

    /// <summary>A file that must be refused, of one kind after the other.</summary>
    public static string Bad(int number, string runtime)
    {
        JsonObject document = Document(number, runtime);
        switch (number % 5)
        {
            case 0:
                string whole = document.ToJsonString();
                return whole[..(whole.Length / 2)];
            case 1:
                document["labels"] = new JsonArray($"g={number}", "no-value");
                break;
            case 2:
                document["registry-mirrors"] = new JsonArray("mirror.example:5000");
                break;
            case 3:
                document["runtimes"]!["runc"] = new JsonObject { ["path"] = runtime };
                break;
            default:
                document["no-such-key"] = number;
                break;
        }
        return document.ToJsonString();
    }

    /// <summary>The number that all of an answer of /info agrees on; null when it does not.</summary>
    public static int? OfInfo(string answer)
    {
        JsonElement info = JsonDocument.Parse(answer).RootElement;
        string[] numbers =
        [
            .. info.GetProperty("Labels").EnumerateArray().Select(label => label.GetString()!.Split('=')[1]),
            .. info.GetProperty("RegistryConfig").GetProperty("Mirrors").EnumerateArray().Select(mirror => new Uri(mirror.GetString()!).Host[1..^".example".Length]),
            .. info.GetProperty("Runtimes").GetProperty("storm").GetProperty("runtimeArgs").EnumerateArray().Select(argument => argument.GetString()!),
        ];
        return numbers.Length == 4 && numbers.Distinct().Count() == 1 ? int.Parse(numbers[0]) : null;
    }

    /// <summary>The number that a container's limits (`files processes`) and its runtime's argument agree on; null when they do not.</summary>
    public static int? OfContainer(string limits, string runtimeArgument)
    {
        string[] words = limits.Split(' ', '\n');
        int number = int.Parse(words[0]) - FilesBase;
        return number == int.Parse(words[1]) - ProcessesBase && number == int.Parse(runtimeArgument) ? number : null;
    }

    private static JsonObject Document(int number, string runtime) => new()
    {
        ["labels"] = new JsonArray($"g={number}", $"h={number}"),
        ["registry-mirrors"] = new JsonArray($"https://m{number}.example"),
        ["default-runtime"] = "storm",
        ["runtimes"] = new JsonObject { ["storm"] = new JsonObject { ["path"] = runtime, ["runtimeArgs"] = new JsonArray($"{number}") } },
        ["default-ulimits"] = new JsonObject
        {
            ["nofile"] = Limit("nofile", FilesBase + number),
            ["nproc"] = Limit("nproc", ProcessesBase + number),
        },
    };

    private static JsonObject Limit(string name, int value) => new() { ["Name"] = name, ["Soft"] = value, ["Hard"] = value };
}
