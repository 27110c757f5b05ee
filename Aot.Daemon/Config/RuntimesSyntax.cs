using System.Collections.Immutable;
using System.Text.Json;
using Aot.Daemon.Runtimes;

namespace Aot.Daemon.Config;

/// <summary>`--add-runtime name=path`; in the file `{"name": {"path": "...", "runtimeArgs": ["..."]}}`.</summary>
internal sealed class RuntimesSyntax : OptionSyntax<ImmutableSortedDictionary<string, RuntimeConfig>>
{
    /// <summary>The stock runtime, which no configuration may redefine.</summary>
    public const string Reserved = "runc";

    public override string Placeholder => "runtime";

    public override bool IsRepeatable => true;

    public override ImmutableSortedDictionary<string, RuntimeConfig> Empty { get; } =
        ImmutableSortedDictionary.Create<string, RuntimeConfig>(StringComparer.Ordinal);

    public override ImmutableSortedDictionary<string, RuntimeConfig> Add(
        ImmutableSortedDictionary<string, RuntimeConfig> value, string text)
    {
        int equals = text.IndexOf('=', StringComparison.Ordinal);
        string name = equals < 0 ? "" : text[..equals].Trim().ToLowerInvariant();
        string path = equals < 0 ? "" : text[(equals + 1)..].Trim();
        if (name.Length == 0 || path.Length == 0)
        {
            throw new FormatException($"invalid runtime argument: {text}");
        }

        if (name == Reserved)
        {
            throw new FormatException($"runtime name '{name}' is reserved");
        }

        return value.ContainsKey(name)
            ? throw new FormatException($"runtime '{name}' was already defined")
            : value.Add(name, new RuntimeConfig { Path = path });
    }

    public override ImmutableSortedDictionary<string, RuntimeConfig> Read(JsonElement json)
    {
        ImmutableSortedDictionary<string, RuntimeConfig> runtimes = Empty;
        foreach (JsonProperty property in Object(json).EnumerateObject())
        {
            runtimes = runtimes.SetItem(property.Name, Runtime(property.Name, property.Value));
        }

        return runtimes;
    }

    // The order of these checks, and their words, are dockerd's.
    private static RuntimeConfig Runtime(string name, JsonElement json)
    {
        if (name == Reserved)
        {
            throw new FormatException($"runtime name '{name}' is reserved");
        }

        Object(json);
        bool hasPath = json.TryGetProperty("path", out JsonElement path) && Text(path).Length > 0;
        bool hasType = json.TryGetProperty("runtimeType", out JsonElement type) && Text(type).Length > 0;
        bool hasOptions = json.TryGetProperty("options", out _);
        return (hasPath, hasType) switch
        {
            (false, false) => throw new FormatException($"runtime {name}: either a runtimeType or a path must be configured"),
            (true, true) => throw new FormatException($"runtime {name}: cannot configure both path and runtimeType for the same runtime"),
            (true, false) when hasOptions => throw new FormatException($"runtime {name}: options cannot be used with a path runtime"),
            (false, true) => throw new FormatException($"runtime {name}: runtimeType is not supported by the embedded engine, use path"),
            _ => new RuntimeConfig { Path = Text(path), Arguments = Arguments(json) },
        };
    }

    private static ImmutableArray<string> Arguments(JsonElement json)
    {
        ImmutableArray<string> arguments = [];
        if (json.TryGetProperty("runtimeArgs", out JsonElement array))
        {
            foreach (JsonElement item in Array(array).EnumerateArray())
            {
                arguments = arguments.Add(Text(item, "an array of strings"));
            }
        }

        return arguments;
    }
}
