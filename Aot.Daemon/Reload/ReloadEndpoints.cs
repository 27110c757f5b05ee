using System.Text.Json;
using Aot.Daemon.Config;
using Aot.Daemon.Http;
using Aot.Daemon.Primitives;
using Aot.Daemon.Reload.Contracts;

namespace Aot.Daemon.Reload;

/// <summary>POST /aotd/reload, which is aotd's own: reloads daemon.json, waits, and tells the outcome key by key.</summary>
internal static class ReloadEndpoints
{
    public const string Path = "/aotd/reload";

    public static void Map(RouteTable routes, ConfigReloader reloader) => routes.Add("POST", Path, async context =>
    {
        ReloadReport report = await reloader.ReloadAsync(context.Aborted);
        await context.WriteJsonAsync(Status(report), Describe(report), ApiJsonContext.Default.ReloadResponse);
    });

    /// <summary>The words of an outcome.</summary>
    public static string Name(KeyOutcome outcome) => outcome switch
    {
        KeyOutcome.Applied => "applied",
        KeyOutcome.Unchanged => "unchanged",
        KeyOutcome.NotSupported => "not supported",
        KeyOutcome.NeedsRestart => "needs a restart",
        _ => "rejected",
    };

    private static int Status(ReloadReport report) => report.FailureKind switch
    {
        null => StatusCodes.Status200OK,
        ErrorKind.Invalid => StatusCodes.Status400BadRequest,
        ErrorKind.NotImplemented => StatusCodes.Status501NotImplemented,
        _ => StatusCodes.Status500InternalServerError,
    };

    private static ReloadResponse Describe(ReloadReport report) => new()
    {
        Message = report.Failure,
        Version = report.Version,
        Keys = [.. report.Keys.Select(key => new KeyResponse
        {
            Key = key.Key,
            Outcome = Name(key.Outcome),
            Before = Json(key.Before),
            Wanted = Json(key.Wanted),
        })],
        Warnings = [.. report.Warnings],
    };

    private static JsonElement? Json(string? text)
    {
        if (text is null)
        {
            return null;
        }

        using JsonDocument document = JsonDocument.Parse(text);
        return document.RootElement.Clone();
    }
}
