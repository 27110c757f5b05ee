using System.Text.Json;

namespace Aot.Daemon.Config;

/// <summary>How a kind of option is written, as a flag and in daemon.json. Both fail with a FormatException that says why.</summary>
internal abstract class OptionSyntax<T>
{
    /// <summary>The word that --help shows for the value; empty for a switch.</summary>
    public abstract string Placeholder { get; }

    /// <summary>True: the flag stands alone, and takes a value only after `=` (pflag's NoOptDefVal).</summary>
    public virtual bool IsSwitch => false;

    /// <summary>True: the flag may be repeated and adds up; else the last one counts.</summary>
    public virtual bool IsRepeatable => false;

    /// <summary>The value before the first flag.</summary>
    public abstract T Empty { get; }

    /// <summary>The value after one more flag.</summary>
    public abstract T Add(T value, string text);

    /// <summary>The value as daemon.json has it.</summary>
    public abstract T Read(JsonElement json);

    /// <summary>Writes the value as daemon.json would have it: equal values give equal text, and reading it gives the value again.</summary>
    public abstract void Write(Utf8JsonWriter json, T value);

    /// <summary>What a flag and the file together say, of an option whose sources add up.</summary>
    public virtual T Merge(T value, T more) => more;

    /// <summary>A JSON string, or a FormatException.</summary>
    protected static string Text(JsonElement json, string what = "a string") =>
        json.ValueKind == JsonValueKind.String ? json.GetString()! : throw new FormatException($"must be {what}");

    /// <summary>Fails unless the JSON is an object.</summary>
    protected static JsonElement Object(JsonElement json) =>
        json.ValueKind == JsonValueKind.Object ? json : throw new FormatException("must be an object");

    /// <summary>Fails unless the JSON is an array.</summary>
    protected static JsonElement Array(JsonElement json) =>
        json.ValueKind == JsonValueKind.Array ? json : throw new FormatException("must be an array");
}
