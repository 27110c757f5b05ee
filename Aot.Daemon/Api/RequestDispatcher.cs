using Aot.Daemon.Http;
using Aot.Daemon.Http.Hijacking;
using Aot.Daemon.Primitives;
using Microsoft.AspNetCore.Http.Features;

namespace Aot.Daemon.Api;

/// <summary>What happens to every request: headers, route, version, handler, and the answer to a failure.</summary>
internal sealed class RequestDispatcher(RouteTable routes, string version, ILogger logger)
{
    private readonly string _server = $"aotd/{version} (linux)";

    public async Task HandleAsync(HttpContext http)
    {
        SetHeaders(http.Response.Headers);
        string method = http.Request.Method;
        string target = http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        ApiLog.Request(logger, method, target);
        try
        {
            await Begin(http, method, target);
        }
        catch (Exception failure)
        {
            await TellAsync(http, failure, method, target);
        }
    }

    private Task Begin(HttpContext http, string method, string target)
    {
        RequestTarget parsed = RequestTarget.Parse(target);
        ApiHandler handler = routes.Match(method, parsed.Path, out RouteValues values) ?? throw DaemonException.NotFound("page not found");
        return handler(new ApiContext(http, parsed.Version(), values));
    }

    private void SetHeaders(IHeaderDictionary headers)
    {
        headers["Api-Version"] = ApiVersion.CurrentText;
        headers["Docker-Experimental"] = "false";
        headers["Ostype"] = "linux";
        headers.Server = _server;
    }

    private async Task TellAsync(HttpContext http, Exception failure, string method, string target)
    {
        // The request's token may fire a moment after the connection's.
        HijackableConnection? connection = http.Features.Get<HijackableConnection>();
        bool gone = http.RequestAborted.IsCancellationRequested || connection is { Closed.IsCancellationRequested: true };
        if (ErrorMapping.Map(failure, gone) is not { } error)
        {
            return;
        }

        bool begun = http.Response.HasStarted || connection is { IsTaken: true };
        Log(failure, error, begun, method, target);
        if (begun)
        {
            // Too late for a status. A connection that breaks keeps the client from taking what came for the whole.
            http.Abort();
            return;
        }

        if (failure is BadHttpRequestException)
        {
            // Where the body ends is not known, and so neither where the next request begins.
            http.Response.Headers.Connection = "close";
        }

        var context = new ApiContext(http, ApiVersion.Current, default);
        await (error.Status == StatusCodes.Status304NotModified
            ? context.WriteStatusAsync(error.Status)
            : context.WriteJsonAsync(error.Status, new ErrorResponse(error.Message), ApiJsonContext.Default.ErrorResponse));
    }

    private void Log(Exception failure, ApiError error, bool begun, string method, string target)
    {
        if (error.IsUnexpected)
        {
            ApiLog.Unexpected(logger, failure, method, target);
        }
        else if (begun)
        {
            ApiLog.BrokeOff(logger, method, target, error.Message);
        }
        else if (error.Status == StatusCodes.Status500InternalServerError)
        {
            ApiLog.Failed(logger, method, target, error.Status, error.Message);
        }
        else
        {
            ApiLog.Refused(logger, method, target, error.Status, error.Message);
        }
    }
}
