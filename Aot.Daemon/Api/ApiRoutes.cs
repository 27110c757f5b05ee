using Aot.Daemon.Containers;
using Aot.Daemon.Containers.Attach;
using Aot.Daemon.Events;
using Aot.Daemon.Exec;
using Aot.Daemon.Http;
using Aot.Daemon.Images;
using Aot.Daemon.Info;
using Aot.Daemon.Logs;
using Aot.Daemon.Networks;
using Aot.Daemon.Reload;

namespace Aot.Daemon.Api;

/// <summary>The table of contents: every feature's routes, then the answers of what no feature serves.</summary>
internal static class ApiRoutes
{
    public static RouteTable Build(ApiServices services)
    {
        var routes = new RouteTable();
        InfoEndpoints.Map(routes, services.Info);
        ContainerEndpoints.Map(routes, services.Containers);
        AttachEndpoints.Map(routes, services.Attach);
        LogEndpoints.Map(routes, services.Logs, services.Time);
        ExecEndpoints.Map(routes, services.Exec);
        ImageEndpoints.Map(routes, services.Images);
        NetworkEndpoints.Map(routes, services.Networks);
        EventsEndpoints.Map(routes, services.Events, services.Time);
        ReloadEndpoints.Map(routes, services.Reloader);
        UnbuiltRoutes.Map(routes);
        return routes;
    }
}
