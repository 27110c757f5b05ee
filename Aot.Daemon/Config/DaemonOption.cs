using System.Text.Json;

namespace Aot.Daemon.Config;

/// <summary>One row of <see cref="OptionTable"/>: a flag, its key in daemon.json, and what it sets.</summary>
internal abstract class DaemonOption
{
    /// <summary>The flag without its dashes; empty: there is none, a key only.</summary>
    public required string Name { get; init; }

    /// <summary>The one-letter flag; 0: none.</summary>
    public char Shorthand { get; init; }

    /// <summary>The key in daemon.json; null: a flag only.</summary>
    public string? Key { get; init; }

    /// <summary>The object of daemon.json that the key is in; null: it stands at the top.</summary>
    public string? Section { get; init; }

    /// <summary>The line that --help shows; empty: none.</summary>
    public string Help { get; init; } = "";

    /// <summary>The default in words; empty: none worth telling.</summary>
    public string Default { get; init; } = "";

    /// <summary>Where the default comes from.</summary>
    public string Source { get; init; } = "";

    /// <summary>True: a reload applies it. False: a change needs a restart.</summary>
    public virtual bool IsReloadable { get; init; }

    /// <summary>True: the flag and the key may both be given, and add up.</summary>
    public bool Merges { get; init; }

    /// <summary>True: the value may hold credentials, which are not shown.</summary>
    public bool IsSecret { get; init; }

    public abstract string Placeholder { get; }

    public abstract bool IsSwitch { get; }

    public abstract bool IsRepeatable { get; }

    /// <summary>The flag as messages name it: `-D, --debug`.</summary>
    public string Display => Shorthand == 0 ? $"--{Name}" : $"-{Shorthand}, --{Name}";

    /// <summary>The option as reports name it: its key, with its section.</summary>
    public string FullKey => Section is null ? Key ?? Name : $"{Section}.{Key}";

    /// <summary>The configuration with what the flags say; a FormatException says what is wrong with the last one.</summary>
    public abstract DaemonConfig WithFlags(DaemonConfig config, IReadOnlyList<string> values);

    /// <summary>The configuration with what the file says; a FormatException says what is wrong with it.</summary>
    public abstract DaemonConfig WithFile(DaemonConfig config, JsonElement json);

    /// <summary>A configuration with this option's value of another one.</summary>
    public abstract DaemonConfig Copy(DaemonConfig from, DaemonConfig to);

    /// <summary>The value as daemon.json would have it; equal values have equal text. Null: there is none. It may hold credentials.</summary>
    public abstract string? Value(DaemonConfig config);

    /// <summary>What there is to say about the value though it is accepted; null: nothing.</summary>
    public virtual string? Warning(DaemonConfig config) => null;

    /// <summary>Why the value cannot be accepted at all; null: it can.</summary>
    public virtual string? Refusal(DaemonConfig config) => null;
}
