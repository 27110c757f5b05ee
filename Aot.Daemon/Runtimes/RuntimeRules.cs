using System.Collections.Immutable;
using System.Text;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Runtimes;

/// <summary>What must hold of the runtimes that a user configured. The words, and which fault is told first, are dockerd's; the last rules are
/// aotd's own.</summary>
internal static class RuntimeRules
{
    // MAX_ARG_STRLEN of execve(2), with the NUL at the end.
    private const int LongestArgument = (128 * 1024) - 1;

    /// <summary>Fails on the first rule broken. Looks at no file: a binary may be installed later.</summary>
    /// <param name="defaultName">default-runtime, or empty.</param>
    /// <exception cref="DaemonException">Invalid.</exception>
    public static void Check(ImmutableSortedDictionary<string, RuntimeConfig> configured, string defaultName)
    {
        if (configured.ContainsKey(StockRuntimes.Runc))
        {
            throw DaemonException.Invalid($"runtime name '{StockRuntimes.Runc}' is reserved");
        }

        if (defaultName.Length > 0 && !StockRuntimes.Has(defaultName) && !configured.ContainsKey(defaultName) && !ShimName.IsImplicit(defaultName))
        {
            throw DaemonException.Invalid($"specified default runtime '{defaultName}' does not exist");
        }

        foreach ((string name, RuntimeConfig runtime) in configured)
        {
            if (Fault(name, runtime) is string fault)
            {
                throw DaemonException.Invalid($"runtime {name}: {fault}");
            }
        }
    }

    private static string? Fault(string name, RuntimeConfig runtime)
    {
        bool hasPath = runtime.Path.Length > 0, hasType = runtime.RuntimeType.Length > 0;
        return (hasPath, hasType) switch
        {
            (false, false) => "either a runtimeType or a path must be configured",
            (true, true) => "cannot configure both path and runtimeType for the same runtime",
            (true, false) when runtime.Options.Length > 0 => "options cannot be used with a path runtime",
            (false, true) when !runtime.Arguments.IsEmpty => "args cannot be used with a runtimeType runtime",
            _ => OwnFault(name, runtime),
        };
    }

    private static string? OwnFault(string name, RuntimeConfig runtime)
    {
        if (name.Length == 0)
        {
            return "a runtime needs a name";
        }

        if (runtime.Path.Length > 0 && !IsProgram(runtime.Path))
        {
            return "the path must be absolute, or a name on PATH: " + runtime.Path;
        }

        foreach (string argument in runtime.Arguments)
        {
            if (argument.Contains('\0', StringComparison.Ordinal))
            {
                return "an argument holds a NUL character";
            }

            if (Encoding.UTF8.GetByteCount(argument) > LongestArgument)
            {
                return $"an argument is longer than {LongestArgument} bytes";
            }
        }

        return runtime.RuntimeType == ShimName.Runc && runtime.Options.Length > 0 ? RuncShimOptions.Parse(runtime.Options).Fault : null;
    }

    /// <summary>An absolute path, or a name to look up on PATH.</summary>
    internal static bool IsProgram(string path) =>
        !path.Contains('\0', StringComparison.Ordinal) && (path.StartsWith('/') || !path.Contains('/', StringComparison.Ordinal));
}
