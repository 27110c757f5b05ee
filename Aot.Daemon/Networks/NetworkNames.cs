using Aot.Daemon.Primitives;

namespace Aot.Daemon.Networks;

/// <summary>The names of networks.</summary>
internal static class NetworkNames
{
    public const string Bridge = "bridge";
    public const string Host = "host";
    public const string None = "none";

    /// <summary>What a container of no network mode says; it stands for the default network and is none.</summary>
    public const string Default = "default";

    // A name is text for people and for NetworkMode, never a path.
    private const int Longest = 255;

    public static bool IsPredefined(string name) => name is Bridge or Host or None or Default;

    /// <summary>The name that a mode stands for.</summary>
    public static string OfMode(string mode) => mode is "" or Default ? Bridge : mode;

    public static bool IsValid(string? name) =>
        !string.IsNullOrWhiteSpace(name)
        && name.Length <= Longest
        && !name.Any(char.IsControl)
        && name.Trim() == name
        && !name.StartsWith("container:", StringComparison.Ordinal);

    /// <summary>Fails unless a user may give a network this name.</summary>
    public static void RequireCreatable(string name)
    {
        if (IsPredefined(name))
        {
            throw DaemonException.Forbidden($"operation is not permitted on predefined {name} network ");
        }

        if (!IsValid(name))
        {
            throw DaemonException.Invalid($"invalid name: {name}");
        }
    }
}
