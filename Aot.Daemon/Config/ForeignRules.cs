using System.Net;

namespace Aot.Daemon.Config;

/// <summary>What dockerd demands of the values of options that aotd only knows, in its words: a file that it refuses is refused here too.</summary>
internal static class ForeignRules
{
    public static string IpAddress(string text) =>
        IPAddress.TryParse(text.Trim(), out _) ? text.Trim() : throw new FormatException($"{text} is not an ip address");

    public static string SearchDomain(string text) =>
        text.Trim() is "." || (IsDomain(text.Trim()) && text.Any(char.IsAsciiLetter))
            ? text.Trim()
            : throw new FormatException($"{text} is not a valid domain");

    public static string ExecOption(string text) =>
        text.StartsWith("native.cgroupdriver=", StringComparison.Ordinal)
            ? text
            : throw new FormatException($"invalid exec-opt {text}: native.cgroupdriver is the only one");

    public static string GenericResource(string text) =>
        text.Split('=') is [{ Length: > 0 }, { Length: > 0 }]
            ? text
            : throw new FormatException($"could not parse GenericResource: incorrect term {text}, missing '=' or malformed expression");

    private static bool IsDomain(string name) => name.TrimEnd('.').Split('.').All(
        label => label.Length is > 0 and <= 63 && label.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'));
}
