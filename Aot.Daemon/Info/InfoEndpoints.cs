using Aot.Daemon.Http;

namespace Aot.Daemon.Info;

/// <summary>GET and HEAD /_ping, GET /version, GET /info.</summary>
internal static class InfoEndpoints
{
    public static void Map(RouteTable routes, InfoService info)
    {
        routes.Add("GET", "/_ping", PingAsync);
        routes.Add("HEAD", "/_ping", PingAsync);
        routes.Add("GET", "/version", async context =>
            await context.WriteJsonAsync(StatusCodes.Status200OK, await info.VersionAsync(context.Aborted), ApiJsonContext.Default.VersionResponse));
        routes.Add("GET", "/info", async context =>
            await context.WriteJsonAsync(StatusCodes.Status200OK, await info.InfoAsync(context.Version, context.Aborted), ApiJsonContext.Default.SystemInfo));
    }

    private static async Task PingAsync(ApiContext context)
    {
        bool head = HttpMethods.IsHead(context.Http.Request.Method);
        HttpResponse response = context.Http.Response;

        // The classic builder: what `docker build` then asks for is answered clearly; BuildKit's sessions would not be.
        response.Headers["Builder-Version"] = "1";
        response.Headers["Swarm"] = "inactive";
        response.Headers.CacheControl = "no-cache, no-store, must-revalidate";
        response.Headers.Pragma = "no-cache";
        response.ContentType = "text/plain; charset=utf-8";
        response.ContentLength = head ? 0 : 2;
        if (!head)
        {
            await response.BodyWriter.WriteAsync("OK"u8.ToArray(), context.Aborted);
        }
    }
}
