using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http.Features;

namespace Aot.Daemon.Api;

/// <summary>Gives Kestrel's requests to the dispatcher: what ASP.NET Core's hosting would do, without hosting.</summary>
internal sealed class ApiApplication(RequestDispatcher dispatcher) : IHttpApplication<HttpContext>
{
    public HttpContext CreateContext(IFeatureCollection contextFeatures) => new DefaultHttpContext(contextFeatures);

    public Task ProcessRequestAsync(HttpContext context) => dispatcher.HandleAsync(context);

    public void DisposeContext(HttpContext context, Exception? exception)
    {
        // Nothing of a request outlives its handler.
    }
}
