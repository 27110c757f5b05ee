using Aot.Daemon.Containers;
using Aot.Daemon.Containers.Attach;
using Aot.Daemon.Events;
using Aot.Daemon.Exec;
using Aot.Daemon.Http;
using Aot.Daemon.Images;
using Aot.Daemon.Logs;

namespace Aot.Daemon.Api;

/// <summary>The table of contents of the Engine API: each feature's routes, and after them what is known but not built.</summary>
internal static class ApiRoutes
{
    public static RouteTable Create(ApiServices services)
    {
        var routes = new RouteTable();
        ContainerEndpoints.Map(routes, services.Containers);
        AttachEndpoints.Map(routes, services.Attach);
        LogEndpoints.Map(routes, services.Logs, services.Time);
        ExecEndpoints.Map(routes, services.Exec);
        EventsEndpoints.Map(routes, services.Events, services.Time);
        UnbuiltRoutes.Map(routes);
        return routes;
    }
}
