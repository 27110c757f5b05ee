using System.Text.Json.Serialization;

namespace Aot.Daemon.Http;

/// <summary>The body of every answer that tells of a failure.</summary>
internal sealed record ErrorResponse([property: JsonPropertyName("message")] string Message);
