using System.Collections.Immutable;
using System.Text.Json;
using Aot.Daemon.Runtimes;

namespace Aot.Daemon.Config;

/// <summary>`--add-runtime name=path`; in the file `{"name": {"path": "...", "runtimeArgs": ["..."]}}`
/// or `{"name": {"runtimeType": "...", "options": {...}}}`.</summary>
internal sealed class RuntimesSyntax : OptionSyntax<ImmutableSortedDictionary<string, RuntimeConfig>>
{
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

        if (name == StockRuntimes.Runc)
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
            runtimes = runtimes.SetItem(property.Name, Runtime(property.Value));
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
            using JsonDocument options = JsonDocument.Parse(runtime.Options);
            options.RootElement.WriteTo(json);
        }
    }

    // What may go together is checked once file and flags are one (RuntimeRules).
    private static RuntimeConfig Runtime(JsonElement json)
    {
        Object(json);
        return new RuntimeConfig
        {
            Path = Member(json, "path") is { } path ? Text(path) : "",
            Arguments = Member(json, "runtimeArgs") is { } arguments ? Arguments(arguments) : [],
            RuntimeType = Member(json, "runtimeType") is { } type ? Text(type) : "",
            Options = Member(json, "options") is { } options ? Options(options) : "",
        };
    }

    // null is absence, as it is for dockerd.
    private static JsonElement? Member(JsonElement json, string name) =>
        json.TryGetProperty(name, out JsonElement value) && value.ValueKind != JsonValueKind.Null ? value : null;

    private static string Options(JsonElement json) => Object(json).GetPropertyCount() > 0 ? json.GetRawText() : "";

    private static ImmutableArray<string> Arguments(JsonElement json)
    {
        ImmutableArray<string>.Builder arguments = ImmutableArray.CreateBuilder<string>();
        foreach (JsonElement item in Array(json).EnumerateArray())
        {
            arguments.Add(Text(item, "an array of strings"));
        }

        return arguments.ToImmutable();
    }
}
