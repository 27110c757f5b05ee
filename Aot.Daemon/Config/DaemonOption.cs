using System.Text.Json;

namespace Aot.Daemon.Config;

/// <summary>One row of <see cref="OptionTable"/>: a flag, its key in daemon.json, and what it sets.</summary>
internal abstract class DaemonOption
{
    /// <summary>The flag without its dashes.</summary>
    public required string Name { get; init; }

    /// <summary>The one-letter flag; 0: none.</summary>
    public char Shorthand { get; init; }

    /// <summary>The key in daemon.json; null: a flag only.</summary>
    public string? Key { get; init; }

    /// <summary>The line that --help shows.</summary>
    public required string Help { get; init; }

    /// <summary>The default in words; empty: none worth telling.</summary>
    public string Default { get; init; } = "";

    /// <summary>Where the default comes from.</summary>
    public required string Source { get; init; }

    /// <summary>True: the flag and the key may both be given, and add up.</summary>
    public bool Merges { get; init; }

    public abstract string Placeholder { get; }

    public abstract bool IsSwitch { get; }

    public abstract bool IsRepeatable { get; }

    /// <summary>The flag as messages name it: `-D, --debug`.</summary>
    public string Display => Shorthand == 0 ? $"--{Name}" : $"-{Shorthand}, --{Name}";

    /// <summary>The configuration with what the flags say; a FormatException says what is wrong with the last one.</summary>
    public abstract DaemonConfig WithFlags(DaemonConfig config, IReadOnlyList<string> values);

    /// <summary>The configuration with what the file says; a FormatException says what is wrong with it.</summary>
    public abstract DaemonConfig WithFile(DaemonConfig config, JsonElement json);
}
