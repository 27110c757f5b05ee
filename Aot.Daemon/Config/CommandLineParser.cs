using System.Collections.Immutable;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Config;

/// <summary>One pass over the arguments. Used by <see cref="CommandLine.Parse"/>.</summary>
internal sealed class CommandLineParser(IReadOnlyList<string> arguments)
{
    private int _next;

    public ImmutableDictionary<DaemonOption, ImmutableList<string>> Values { get; private set; } =
        ImmutableDictionary.Create<DaemonOption, ImmutableList<string>>(ReferenceEqualityComparer.Instance);

    public void Run()
    {
        while (_next < arguments.Count)
        {
            string argument = arguments[_next++];
            if (argument == "--" && _next == arguments.Count)
            {
                return;
            }

            if (argument.StartsWith("--", StringComparison.Ordinal) && argument.Length > 2)
            {
                Long(argument);
            }
            else if (argument.Length > 1 && argument[0] == '-' && argument[1] != '-')
            {
                Letters(argument);
            }
            else
            {
                throw DaemonException.Invalid("aotd accepts no arguments.");
            }
        }
    }

    private void Long(string argument)
    {
        int equals = argument.IndexOf('=', StringComparison.Ordinal);
        string name = equals < 0 ? argument[2..] : argument[2..equals];
        if (name.Length == 0 || name[0] == '-')
        {
            throw DaemonException.Invalid($"bad flag syntax: {argument}");
        }

        DaemonOption option = OptionTable.ByName(name) ?? throw DaemonException.Invalid($"unknown flag: --{name}");
        if (equals >= 0)
        {
            Add(option, argument[(equals + 1)..]);
        }
        else if (option.IsSwitch)
        {
            Add(option, "true");
        }
        else
        {
            Add(option, Following() ?? throw DaemonException.Invalid($"flag needs an argument: --{name}"));
        }
    }

    private void Letters(string argument)
    {
        for (int i = 1; i < argument.Length; i++)
        {
            char letter = argument[i];
            DaemonOption option = OptionTable.ByShorthand(letter)
                ?? throw DaemonException.Invalid($"unknown shorthand flag: '{letter}' in -{argument[i..]}");
            string rest = argument[(i + 1)..];
            if (rest.StartsWith('=') && rest.Length > 1)
            {
                Add(option, rest[1..]);
                return;
            }

            if (option.IsSwitch)
            {
                Add(option, "true");
                continue;
            }

            Add(option, rest.Length > 0
                ? rest
                : Following() ?? throw DaemonException.Invalid($"flag needs an argument: '{letter}' in -{argument[i..]}"));
            return;
        }
    }

    private string? Following() => _next < arguments.Count ? arguments[_next++] : null;

    // Tried at once, so that the message names the flag and the value at fault.
    private void Add(DaemonOption option, string value)
    {
        ImmutableList<string> values = option.IsRepeatable ? Values.GetValueOrDefault(option, []).Add(value) : [value];
        try
        {
            option.WithFlags(new DaemonConfig(), values);
        }
        catch (FormatException failure)
        {
            throw DaemonException.Invalid($"invalid argument \"{value}\" for \"{option.Display}\" flag: {failure.Message}", failure);
        }

        Values = Values.SetItem(option, values);
    }
}
