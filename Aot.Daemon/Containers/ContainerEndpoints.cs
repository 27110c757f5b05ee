using Aot.Daemon.Containers.Contracts;
using Aot.Daemon.Http;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Containers;

/// <summary>The routes of containers, but for attach, resize and logs.</summary>
internal static class ContainerEndpoints
{
    public static void Map(RouteTable routes, ContainerService service)
    {
        routes.Add("POST", "/containers/create", context => CreateAsync(context, service));
        routes.Add("GET", "/containers/json", context => ListAsync(context, service));
        routes.Add("POST", "/containers/prune", context => PruneAsync(context, service));
        routes.Add("GET", "/containers/{id}/json", context => InspectAsync(context, service));
        routes.Add("POST", "/containers/{id}/start", context => StartAsync(context, service));
        routes.Add("POST", "/containers/{id}/stop", context => StopAsync(context, service));
        routes.Add("POST", "/containers/{id}/kill", context => KillAsync(context, service));
        routes.Add("POST", "/containers/{id}/restart", context => RestartAsync(context, service));
        routes.Add("POST", "/containers/{id}/pause", context => PauseAsync(context, service));
        routes.Add("POST", "/containers/{id}/unpause", context => UnpauseAsync(context, service));
        routes.Add("POST", "/containers/{id}/update", context => UpdateAsync(context, service));
        routes.Add("GET", "/containers/{id}/top", context => TopAsync(context, service));
        routes.Add("POST", "/containers/{id}/rename", context => RenameAsync(context, service));
        routes.Add("POST", "/containers/{id}/wait", context => WaitAsync(context, service));
        routes.Add("DELETE", "/containers/{id*}", context => RemoveAsync(context, service));
    }

    private static async Task CreateAsync(ApiContext context, ContainerService service)
    {
        ContainerCreateRequest request = await context.ReadJsonAsync(ApiJsonContext.Default.ContainerCreateRequest)
            ?? throw DaemonException.Invalid("config cannot be empty in order to create a container");
        ContainerCreateResponse created = service.Create(request, context.Query("name"), context.Query("platform"), context.Version);
        await context.WriteJsonAsync(StatusCodes.Status201Created, created, ApiJsonContext.Default.ContainerCreateResponse);
    }

    private static Task ListAsync(ApiContext context, ContainerService service)
    {
        ContainerSummary[] containers = service.List(
            context.QueryFlag("all"), context.QueryInt("limit"), context.QueryFlag("size"), context.QueryFilters());
        return context.WriteJsonAsync(StatusCodes.Status200OK, containers, ApiJsonContext.Default.ContainerSummaryArray);
    }

    private static async Task PruneAsync(ApiContext context, ContainerService service)
    {
        ContainerPruneResponse pruned = await service.PruneAsync(context.QueryFilters(), context.Aborted);
        await context.WriteJsonAsync(StatusCodes.Status200OK, pruned, ApiJsonContext.Default.ContainerPruneResponse);
    }

    private static Task InspectAsync(ApiContext context, ContainerService service) => context.WriteJsonAsync(
        StatusCodes.Status200OK,
        service.Inspect(context.Route("id"), context.QueryFlag("size"), context.Version),
        ApiJsonContext.Default.ContainerInspect);

    private static async Task StartAsync(ApiContext context, ContainerService service)
    {
        if (!string.IsNullOrEmpty(context.Query("checkpoint")))
        {
            throw DaemonException.Invalid("checkpoint is only supported in experimental mode");
        }

        // The API removed a host configuration at start in 1.24, the oldest version answered. An empty body, also `{}` and null, is no harm.
        // One of unknown length is taken for one, as dockerd takes it.
        bool hasBody = context.Http.Request.ContentLength is > 7 || context.Http.Request.Headers.TransferEncoding.Count > 0;
        if (hasBody)
        {
            throw DaemonException.Invalid("starting container with non-empty request body was deprecated since API v1.22 and removed in v1.24");
        }

        await service.StartAsync(context.Route("id"), context.Query("checkpoint-dir"), context.Aborted);
        await context.WriteStatusAsync(StatusCodes.Status204NoContent);
    }

    private static async Task StopAsync(ApiContext context, ContainerService service)
    {
        await service.StopAsync(context.Route("id"), context.Query("signal"), context.QueryInt("t"));
        await context.WriteStatusAsync(StatusCodes.Status204NoContent);
    }

    private static async Task KillAsync(ApiContext context, ContainerService service)
    {
        await service.KillAsync(context.Route("id"), context.Query("signal"), context.Aborted);
        await context.WriteStatusAsync(StatusCodes.Status204NoContent);
    }

    private static async Task RestartAsync(ApiContext context, ContainerService service)
    {
        await service.RestartAsync(context.Route("id"), context.Query("signal"), context.QueryInt("t"));
        await context.WriteStatusAsync(StatusCodes.Status204NoContent);
    }

    private static async Task PauseAsync(ApiContext context, ContainerService service)
    {
        await service.PauseAsync(context.Route("id"), context.Aborted);
        await context.WriteStatusAsync(StatusCodes.Status204NoContent);
    }

    private static async Task UnpauseAsync(ApiContext context, ContainerService service)
    {
        await service.UnpauseAsync(context.Route("id"), context.Aborted);
        await context.WriteStatusAsync(StatusCodes.Status204NoContent);
    }

    private static async Task UpdateAsync(ApiContext context, ContainerService service)
    {
        // Of the request's members a host configuration has all, by the same names.
        HostConfig request = await context.ReadJsonAsync(ApiJsonContext.Default.HostConfig) ?? new HostConfig();
        ContainerUpdateResponse updated = await service.UpdateAsync(context.Route("id"), request, context.Aborted);
        await context.WriteJsonAsync(StatusCodes.Status200OK, updated, ApiJsonContext.Default.ContainerUpdateResponse);
    }

    private static async Task TopAsync(ApiContext context, ContainerService service)
    {
        ContainerTopResponse processes = await service.TopAsync(context.Route("id"), context.Query("ps_args"), context.Aborted);
        await context.WriteJsonAsync(StatusCodes.Status200OK, processes, ApiJsonContext.Default.ContainerTopResponse);
    }

    private static async Task RenameAsync(ApiContext context, ContainerService service)
    {
        await service.RenameAsync(context.Route("id"), context.Query("name"), context.Aborted);
        await context.WriteStatusAsync(StatusCodes.Status204NoContent);
    }

    private static async Task RemoveAsync(ApiContext context, ContainerService service)
    {
        if (context.QueryFlag("link"))
        {
            await service.RemoveLinkAsync(context.Route("id"), context.Aborted);
        }
        else
        {
            await service.RemoveAsync(context.Route("id"), context.QueryFlag("force"), context.Aborted);
        }

        await context.WriteStatusAsync(StatusCodes.Status204NoContent);
    }

    private static async Task WaitAsync(ApiContext context, ContainerService service)
    {
        Task<ContainerExit> exit = service.Wait(context.Route("id"), context.Query("condition"), context.Aborted);

        // The headers go out at once: a client that starts the container next knows by them that the wait is in place.
        await using Stream body = await context.StartStreamAsync("application/json");
        ContainerExit result = await exit;
        await System.Text.Json.JsonSerializer.SerializeAsync(
            body,
            new WaitResponse { StatusCode = result.Code, Error = result.Error is null ? null : new WaitError(result.Error) },
            ApiJsonContext.Default.WaitResponse,
            context.Aborted);
    }
}
