using System.Text.Json;
using Aot.Daemon.Containers.Contracts;
using Aot.Daemon.Linux;

namespace Aot.Daemon.Engine.Oci;

/// <summary>The `process` object of the runtime spec, the same for a container's init and for an exec.</summary>
internal static class ProcessObject
{
    /// <summary>Where the init of --init is mounted.</summary>
    public const string InitPath = "/sbin/docker-init";

    /// <summary>Writes the object's value. <paramref name="groups"/> is scratch space.</summary>
    public static void Write(Utf8JsonWriter json, in ProcessInput process, List<uint> groups)
    {
        bool hasHome = UserLookup.Find(process.RootfsPath, process.User, process.GroupAdd, groups, out uint uid, out uint gid);
        json.WriteStartObject();
        if (process.Terminal)
        {
            json.WriteBoolean("terminal"u8, true);
            WriteConsoleSize(json, process.ConsoleSize);
        }

        json.WriteStartObject("user"u8);
        json.WriteNumber("uid"u8, uid);
        json.WriteNumber("gid"u8, gid);
        json.WriteStartArray("additionalGids"u8);
        foreach (uint group in groups)
        {
            json.WriteNumberValue(group);
        }

        json.WriteEndArray();
        json.WriteEndObject();
        WriteArgs(json, process);
        EnvironmentWriter.Write(json, process, hasHome);
        json.WriteString("cwd"u8, string.IsNullOrEmpty(process.WorkingDir) ? "/" : process.WorkingDir);
        WriteCapabilities(json, process.Capabilities, uid == 0 || process.KeepCapabilities);
        WriteLimits(json, process.Ulimits, process.DefaultUlimits);
        if (process.NoNewPrivileges)
        {
            json.WriteBoolean("noNewPrivileges"u8, true);
        }

        json.WriteNumber("oomScoreAdj"u8, process.OomScoreAdj);
        json.WriteEndObject();
    }

    private static void WriteConsoleSize(Utf8JsonWriter json, int[]? size)
    {
        if (size is [> 0, > 0])
        {
            json.WriteStartObject("consoleSize"u8);
            json.WriteNumber("height"u8, size[0]);
            json.WriteNumber("width"u8, size[1]);
            json.WriteEndObject();
        }
    }

    private static void WriteArgs(Utf8JsonWriter json, in ProcessInput process)
    {
        json.WriteStartArray("args"u8);
        if (process.Init)
        {
            json.WriteStringValue(InitPath);
            json.WriteStringValue("--"u8);
        }

        if (process.Path is not null)
        {
            json.WriteStringValue(process.Path);
        }

        foreach (string argument in process.Args)
        {
            json.WriteStringValue(argument);
        }

        json.WriteEndArray();
    }

    /// <summary>Nothing is inheritable or ambient (CVE-2022-24769), and only root has its set in force, as in dockerd.</summary>
    private static void WriteCapabilities(Utf8JsonWriter json, ulong capabilities, bool inForce)
    {
        json.WriteStartObject("capabilities"u8);
        WriteSet(json, "bounding"u8, capabilities);
        if (inForce)
        {
            WriteSet(json, "effective"u8, capabilities);
            WriteSet(json, "permitted"u8, capabilities);
        }

        json.WriteEndObject();
    }

    private static void WriteSet(Utf8JsonWriter json, ReadOnlySpan<byte> name, ulong set)
    {
        json.WriteStartArray(name);
        ReadOnlySpan<string> names = Capabilities.Names;
        for (int number = 0; number < names.Length; number++)
        {
            if ((set & (1UL << number)) != 0)
            {
                json.WriteStringValue(names[number]);
            }
        }

        json.WriteEndArray();
    }

    private static void WriteLimits(Utf8JsonWriter json, Ulimit[]? limits, Ulimit[]? defaults)
    {
        if (limits is not { Length: > 0 } && defaults is not { Length: > 0 })
        {
            return;
        }

        json.WriteStartArray("rlimits"u8);
        foreach (Ulimit limit in limits ?? [])
        {
            WriteLimit(json, limit);
        }

        foreach (Ulimit limit in defaults ?? [])
        {
            if (!Array.Exists(limits ?? [], own => own.Name == limit.Name))
            {
                WriteLimit(json, limit);
            }
        }

        json.WriteEndArray();
    }

    private static void WriteLimit(Utf8JsonWriter json, Ulimit limit)
    {
        json.WriteStartObject();
        JsonText.WriteJoined(json, "type"u8, "RLIMIT_", limit.Name.ToUpperInvariant());
        // -1 is RLIM_INFINITY.
        json.WriteNumber("hard"u8, unchecked((ulong)limit.Hard));
        json.WriteNumber("soft"u8, unchecked((ulong)limit.Soft));
        json.WriteEndObject();
    }
}
