using Aot.Daemon.Http;
using Aot.Daemon.Networks.Contracts;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Networks;

/// <summary>The routes of networks.</summary>
internal static class NetworkEndpoints
{
    // Later clients ask for a network to learn who is on it; a list tells less.
    private static readonly ApiVersion ListsWithoutContainers = new(1, 28);

    public static void Map(RouteTable routes, NetworkService service)
    {
        routes.Add("GET", "/networks", context => ListAsync(context, service));
        routes.Add("GET", "/networks/{id}", context => InspectAsync(context, service));
        routes.Add("POST", "/networks/create", context => CreateAsync(context, service));
        routes.Add("POST", "/networks/prune", context => PruneAsync(context, service));
        routes.Add("POST", "/networks/{id}/connect", context => ConnectAsync(context, service));
        routes.Add("POST", "/networks/{id}/disconnect", context => DisconnectAsync(context, service));
        routes.Add("DELETE", "/networks/{id}", context => RemoveAsync(context, service));
    }

    private static Task ListAsync(ApiContext context, NetworkService service) => context.WriteJsonAsync(
        StatusCodes.Status200OK,
        service.List(context.QueryFilters(), withContainers: context.Version < ListsWithoutContainers),
        ApiJsonContext.Default.NetworkResourceArray);

    private static Task InspectAsync(ApiContext context, NetworkService service) => context.WriteJsonAsync(
        StatusCodes.Status200OK,
        service.Inspect(context.Route("id"), context.Query("scope") ?? ""),
        ApiJsonContext.Default.NetworkResource);

    private static async Task CreateAsync(ApiContext context, NetworkService service)
    {
        NetworkCreateRequest request = await context.ReadJsonAsync(ApiJsonContext.Default.NetworkCreateRequest) ?? throw NoBody();
        await context.WriteJsonAsync(StatusCodes.Status201Created, service.Create(request), ApiJsonContext.Default.NetworkCreateResponse);
    }

    private static Task PruneAsync(ApiContext context, NetworkService service) =>
        context.WriteJsonAsync(StatusCodes.Status200OK, service.Prune(context.QueryFilters()), ApiJsonContext.Default.NetworkPruneResponse);

    private static async Task ConnectAsync(ApiContext context, NetworkService service)
    {
        NetworkConnectRequest request = await context.ReadJsonAsync(ApiJsonContext.Default.NetworkConnectRequest) ?? throw NoBody();
        await service.ConnectAsync(context.Route("id"), request, context.Aborted);
        await context.WriteStatusAsync(StatusCodes.Status200OK);
    }

    private static async Task DisconnectAsync(ApiContext context, NetworkService service)
    {
        NetworkDisconnectRequest request = await context.ReadJsonAsync(ApiJsonContext.Default.NetworkDisconnectRequest) ?? throw NoBody();
        await service.DisconnectAsync(context.Route("id"), request, context.Aborted);
        await context.WriteStatusAsync(StatusCodes.Status200OK);
    }

    private static Task RemoveAsync(ApiContext context, NetworkService service)
    {
        service.Remove(context.Route("id"));
        return context.WriteStatusAsync(StatusCodes.Status204NoContent);
    }

    private static DaemonException NoBody() => DaemonException.Invalid("got EOF while reading request body");
}
