using Aot.Daemon.Events;
using Aot.Daemon.Http;
using Aot.Daemon.Info;

namespace Aot.Daemon.Api;

/// <summary>The table of contents: every feature's routes, then the answers of what no feature serves.</summary>
internal static class ApiRoutes
{
    public static RouteTable Build(InfoService info, EventService events, TimeProvider time)
    {
        var routes = new RouteTable();
        InfoEndpoints.Map(routes, info);
        EventsEndpoints.Map(routes, events, time);
        UnbuiltRoutes.Map(routes);
        return routes;
    }
}
