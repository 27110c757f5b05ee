using System.Text.Json;

namespace Aot.Daemon.Supervisor;

/// <summary>What `runtime state` prints (OCI runtime specification, State).</summary>
internal static class RuntimeState
{
    /// <summary>The status is `paused`: not one of the specification's, but every runtime's that can pause.</summary>
    public static bool IsPaused(ReadOnlySpan<byte> json)
    {
        try
        {
            Utf8JsonReader reader = new(json);
            _ = reader.Read();
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                bool isStatus = reader.ValueTextEquals("status"u8);
                _ = reader.Read();
                if (isStatus)
                {
                    return reader.TokenType == JsonTokenType.String && reader.ValueTextEquals("paused"u8);
                }

                reader.Skip();
            }
        }
        catch (JsonException)
        {
            // It said nothing of use.
        }

        return false;
    }
}
