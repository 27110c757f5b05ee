using System.Text.Json;

namespace Aot.Daemon.Engine.Embedded;

/// <summary>What the supervisor needs to know of an OCI spec.</summary>
/// <param name="CgroupPath">linux.cgroupsPath when it is an absolute path; null otherwise.</param>
/// <param name="OwnPidNamespace">A pid namespace is made for the container, not joined or shared.</param>
internal sealed record SpecFacts(string? CgroupPath, bool OwnPidNamespace)
{
    /// <summary>Throws a JsonException when the spec is no JSON.</summary>
    public static SpecFacts Read(ReadOnlySpan<byte> spec)
    {
        string? cgroupPath = null;
        bool ownPidNamespace = false;
        Utf8JsonReader reader = new(spec);
        _ = reader.Read();
        if (!EnterProperty(ref reader, "linux"u8))
        {
            return new SpecFacts(null, false);
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            bool isPath = reader.ValueTextEquals("cgroupsPath"u8);
            bool isNamespaces = reader.ValueTextEquals("namespaces"u8);
            _ = reader.Read();
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
            }
        }

        return new SpecFacts(cgroupPath is ['/', ..] ? cgroupPath : null, ownPidNamespace);
    }

    /// <summary>Goes on to the begin of the object that the top-level property holds.</summary>
    private static bool EnterProperty(ref Utf8JsonReader reader, ReadOnlySpan<byte> name)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            bool found = reader.ValueTextEquals(name);
            _ = reader.Read();
            if (found && reader.TokenType == JsonTokenType.StartObject)
            {
                return true;
            }

            reader.Skip();
        }

        return false;
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
