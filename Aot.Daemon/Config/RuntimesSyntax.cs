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

    public override ImmutableSortedDictionary<string, RuntimeConfig> Merge(
        ImmutableSortedDictionary<string, RuntimeConfig> value, ImmutableSortedDictionary<string, RuntimeConfig> more) => value.SetItems(more);

    public override ImmutableSortedDictionary<string, RuntimeConfig> Read(JsonElement json)
    {
        ImmutableSortedDictionary<string, RuntimeConfig> runtimes = Empty;
        foreach (JsonProperty property in Object(json).EnumerateObject())
        {
            runtimes = runtimes.SetItem(property.Name, Runtime(property.Name, property.Value));
        }

        return runtimes;
    }

    public override void Write(Utf8JsonWriter json, ImmutableSortedDictionary<string, RuntimeConfig> value)
    {
        json.WriteStartObject();
        foreach ((string name, RuntimeConfig runtime) in value)
        {
            json.WriteStartObject(name);
            Write(json, runtime);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, RuntimeConfig runtime)
    {
        if (runtime.Path.Length > 0)
        {
            json.WriteString("path", runtime.Path);
        }

        if (!runtime.Arguments.IsEmpty)
        {
            json.WriteStartArray("runtimeArgs");
            foreach (string argument in runtime.Arguments)
            {
                json.WriteStringValue(argument);
            }

            json.WriteEndArray();
        }

        if (runtime.RuntimeType.Length > 0)
        {
            json.WriteString("runtimeType", runtime.RuntimeType);
        }

        if (runtime.Options.Length > 0)
        {
            json.WritePropertyName("options");
            json.WriteRawValue(runtime.Options);
        }
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
