using System.Text.Json;
using Aot.Daemon.Engine;
using Aot.Daemon.Http;
using Aot.Daemon.Primitives;
using Microsoft.AspNetCore.Connections;

namespace Aot.Daemon.Api;

/// <summary>The one place that turns failures into HTTP statuses.</summary>
internal static class ErrorMapping
{
    /// <summary>How to tell a failure; null when the client is gone and there is nobody to tell.</summary>
    /// <param name="clientGone">Whether the client had gone by the time of the failure.</param>
    public static ApiError? Map(Exception failure, bool clientGone) => failure switch
    {
        ClientGoneException or ConnectionResetException => null,
        OperationCanceledException when clientGone => null,
        DaemonException expected => new ApiError(Status(expected.Kind), expected.Message),
        RuntimeStartException start => new ApiError(
            start.ExitCode is 126 or 127 ? StatusCodes.Status400BadRequest : StatusCodes.Status500InternalServerError, start.Message),
        BadHttpRequestException bad => new ApiError(bad.StatusCode, bad.Message),
        JsonException malformed => new ApiError(StatusCodes.Status400BadRequest, $"invalid JSON: {malformed.Message}"),
        _ => new ApiError(StatusCodes.Status500InternalServerError, failure.Message, IsUnexpected: true),
    };

    private static int Status(ErrorKind kind) => kind switch
    {
        ErrorKind.Invalid => StatusCodes.Status400BadRequest,
        ErrorKind.NotFound => StatusCodes.Status404NotFound,
        ErrorKind.Conflict => StatusCodes.Status409Conflict,
        ErrorKind.NotModified => StatusCodes.Status304NotModified,
        ErrorKind.Forbidden => StatusCodes.Status403Forbidden,
        ErrorKind.NotImplemented => StatusCodes.Status501NotImplemented,
        ErrorKind.Unavailable => StatusCodes.Status503ServiceUnavailable,
        ErrorKind.System => StatusCodes.Status500InternalServerError,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };
}
