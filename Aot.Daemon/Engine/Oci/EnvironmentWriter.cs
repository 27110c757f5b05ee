using System.Text.Json;

namespace Aot.Daemon.Engine.Oci;

/// <summary>A process's environment as dockerd composes it: PATH, HOSTNAME and TERM, then the container's, then an exec's. A later value
/// takes the place of an earlier one; a name without `=` removes one.</summary>
internal static class EnvironmentWriter
{
    /// <summary>dockerd's default on Linux.</summary>
    private const string DefaultPath = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    /// <param name="hasHome">The runtime finds the user's HOME in passwd. Else it is /, as runc has it; crun leaves it out.</param>
    public static void Write(Utf8JsonWriter json, in ProcessInput process, bool hasHome)
    {
        string[] container = process.Env ?? [];
        string[] exec = process.ExecEnv ?? [];
        json.WriteStartArray("env"u8);
        WriteDefault(json, "PATH", DefaultPath, "", container, exec);
        WriteDefault(json, "HOSTNAME", "HOSTNAME=", process.Hostname, container, exec);
        if (process.Terminal)
        {
            WriteDefault(json, "TERM", "TERM=xterm", "", container, exec);
        }

        foreach (string variable in container)
        {
            ReadOnlySpan<char> name = Name(variable);
            if (name.Length < variable.Length && !IsDefault(name, process.Terminal))
            {
                WriteLatest(json, name, variable, exec);
            }
        }

        foreach (string variable in exec)
        {
            ReadOnlySpan<char> name = Name(variable);
            if (name.Length < variable.Length && !WasWritten(name, process.Terminal, container))
            {
                json.WriteStringValue(variable);
            }
        }

        if (!hasHome && Last(container, "HOME") is null && Last(exec, "HOME") is null)
        {
            json.WriteStringValue("HOME=/"u8);
        }

        json.WriteEndArray();
    }

    private static void WriteDefault(Utf8JsonWriter json, string name, string value, string rest, string[] container, string[] exec)
    {
        string? own = Last(container, name);
        if (own is null && Last(exec, name) is null)
        {
            JsonText.WriteJoined(json, value, rest);
        }
        else if (own is null || own.Length > name.Length)
        {
            WriteLatest(json, name, own, exec);
        }
    }

    /// <summary>Writes the exec's value of a variable, else this one; nothing when the exec removes it.</summary>
    private static void WriteLatest(Utf8JsonWriter json, ReadOnlySpan<char> name, string? variable, string[] exec)
    {
        string? latest = Last(exec, name) ?? variable;
        if (latest is not null && latest.Length > name.Length)
        {
            json.WriteStringValue(latest);
        }
    }

    private static bool WasWritten(ReadOnlySpan<char> name, bool terminal, string[] container)
    {
        string? own = Last(container, name);
        return own is null ? IsDefault(name, terminal) : own.Length > name.Length;
    }

    private static bool IsDefault(ReadOnlySpan<char> name, bool terminal) => name is "PATH" or "HOSTNAME" || (terminal && name is "TERM");

    /// <summary>The last entry of a variable, or null.</summary>
    private static string? Last(string[] environment, ReadOnlySpan<char> name)
    {
        for (int i = environment.Length - 1; i >= 0; i--)
        {
            if (Name(environment[i]).SequenceEqual(name))
            {
                return environment[i];
            }
        }

        return null;
    }

    private static ReadOnlySpan<char> Name(string variable)
    {
        int equals = variable.IndexOf('=', StringComparison.Ordinal);
        return equals < 0 ? variable : variable.AsSpan(0, equals);
    }
}
