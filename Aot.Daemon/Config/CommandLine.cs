using System.Collections.Immutable;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Config;

/// <summary>
/// The flags that were given, in the grammar of dockerd's (pflag): `--name value`, `--name=value`, `-n value`, `-nvalue`,
/// `-n=value`, switches run together (`-Dl debug`), `--` ends the flags. It keeps the text, so that a reload can apply it anew.
/// </summary>
internal sealed class CommandLine
{
    public const string DefaultConfigFile = "/etc/aotd/daemon.json";

    private readonly ImmutableDictionary<DaemonOption, ImmutableList<string>> _values;

    private CommandLine(ImmutableDictionary<DaemonOption, ImmutableList<string>> values) => _values = values;

    public bool WantsHelp => IsOn(OptionTable.Help);

    public bool WantsVersion => IsOn(OptionTable.Version);

    public bool WantsValidation => IsOn(OptionTable.Validate);

    /// <summary>Absolute.</summary>
    public string ConfigFile => Path.GetFullPath(ValuesOf(OptionTable.ConfigFile).LastOrDefault(DefaultConfigFile));

    /// <summary>True: --config-file was given, and the file must exist.</summary>
    public bool IsConfigFileGiven => ValuesOf(OptionTable.ConfigFile).Count > 0;

    /// <summary>Parses the arguments of the daemon.</summary>
    /// <exception cref="DaemonException">Invalid, with pflag's words.</exception>
    public static CommandLine Parse(IReadOnlyList<string> arguments)
    {
        var parser = new CommandLineParser(arguments);
        parser.Run();
        return new CommandLine(parser.Values);
    }

    /// <summary>What an option's flags were given, in order; empty when it was not.</summary>
    public ImmutableList<string> ValuesOf(DaemonOption option) => _values.GetValueOrDefault(option, []);

    /// <summary>The configuration with the flags applied to it.</summary>
    public DaemonConfig Apply(DaemonConfig config)
    {
        foreach (DaemonOption row in OptionTable.Rows)
        {
            ImmutableList<string> values = ValuesOf(row);
            if (values.Count > 0)
            {
                config = row.WithFlags(config, values);
            }
        }

        return config;
    }

    private ImmutableList<string> ValuesOf(string name) => ValuesOf(OptionTable.ByName(name)!);

    private bool IsOn(string name) => new BooleanSyntax().Add(false, ValuesOf(name).LastOrDefault("false"));
}
