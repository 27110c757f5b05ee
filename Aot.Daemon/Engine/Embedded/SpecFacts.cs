using System.Text.Json;

namespace Aot.Daemon.Engine.Embedded;

/// <summary>What the engine and the supervisor need to know of an OCI spec.</summary>
/// <param name="CgroupPath">linux.cgroupsPath when it is an absolute path; null otherwise.</param>
/// <param name="OwnPidNamespace">A pid namespace is made for the container, not joined or shared.</param>
/// <param name="Seccomp">Where linux.seccomp stands in the spec, in bytes; empty when there is none.</param>
/// <param name="HasAnnotations">The spec has annotations of its own.</param>
internal sealed record SpecFacts(string? CgroupPath, bool OwnPidNamespace, Range Seccomp, bool HasAnnotations)
{
    /// <summary>Throws a JsonException when the spec is no JSON.</summary>
    public static SpecFacts Read(ReadOnlySpan<byte> spec)
    {
        SpecFacts facts = new(null, false, default, false);
        Utf8JsonReader reader = new(spec);
        _ = reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            bool isLinux = reader.ValueTextEquals("linux"u8);
            bool isAnnotations = reader.ValueTextEquals("annotations"u8);
            _ = reader.Read();
            if (isLinux && reader.TokenType == JsonTokenType.StartObject)
            {
                facts = ReadLinux(ref reader, facts);
                continue;
            }

            facts = isAnnotations ? facts with { HasAnnotations = true } : facts;
            reader.Skip();
        }

        return facts;
    }

    private static SpecFacts ReadLinux(ref Utf8JsonReader reader, SpecFacts facts)
    {
        string? cgroupPath = null;
        bool ownPidNamespace = false;
        Range seccomp = default;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            bool isPath = reader.ValueTextEquals("cgroupsPath"u8);
            bool isNamespaces = reader.ValueTextEquals("namespaces"u8);
            bool isSeccomp = reader.ValueTextEquals("seccomp"u8);
            _ = reader.Read();
            int start = (int)reader.TokenStartIndex;
            if (isPath && reader.TokenType == JsonTokenType.String)
            {
                cgroupPath = reader.GetString();
            }
            else if (isNamespaces && reader.TokenType == JsonTokenType.StartArray)
            {
                ownPidNamespace = HasOwnPidNamespace(ref reader);
            }
            else
            {
                reader.Skip();
                seccomp = isSeccomp ? start..(int)reader.BytesConsumed : seccomp;
            }
        }

        return facts with { CgroupPath = cgroupPath is ['/', ..] ? cgroupPath : null, OwnPidNamespace = ownPidNamespace, Seccomp = seccomp };
    }

    private static bool HasOwnPidNamespace(ref Utf8JsonReader reader)
    {
        bool found = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
        {
            bool isPid = false;
            bool joins = false;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                bool isType = reader.ValueTextEquals("type"u8);
                bool isPath = reader.ValueTextEquals("path"u8);
                _ = reader.Read();
                isPid |= isType && reader.TokenType == JsonTokenType.String && reader.ValueTextEquals("pid"u8);
                joins |= isPath && reader.TokenType == JsonTokenType.String && !reader.ValueTextEquals(""u8);
                reader.Skip();
            }

            found |= isPid && !joins;
        }

        return found;
    }
}
