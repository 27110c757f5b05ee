using Aot.Daemon.Http;
using Aot.Daemon.Images.Archives;
using Aot.Daemon.Images.Contracts;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Images;

/// <summary>The routes of images.</summary>
internal static class ImageEndpoints
{
    private const string TarType = "application/x-tar";

    public static void Map(RouteTable routes, ImageService images)
    {
        routes.Add("GET", "/images/json", context => ListAsync(context, images));
        routes.Add("GET", "/images/get", context => SaveAsync(context, images, context.QueryAll("names")));
        routes.Add("POST", "/images/load", context => LoadAsync(context, images));
        routes.Add("POST", "/images/create", context => CreateAsync(context, images));
        routes.Add("POST", "/images/prune", context => PruneAsync(context, images));
        routes.Add("GET", "/images/{name*}/json", context => InspectAsync(context, images));
        routes.Add("GET", "/images/{name*}/get", context => SaveAsync(context, images, [context.Route("name")]));
        routes.Add("GET", "/images/{name*}/history", context => HistoryAsync(context, images));
        routes.Add("POST", "/images/{name*}/tag", context => TagAsync(context, images));
        routes.Add("DELETE", "/images/{name*}", context => RemoveAsync(context, images));
    }

    private static Task ListAsync(ApiContext context, ImageService images)
    {
        Filters filters = WithOldFilter(context.QueryFilters(), context);
        List<ImageSummary> list = images.List(filters, context.QueryFlag("shared-size"), countContainers: false, context.Version);
        return context.WriteJsonAsync(StatusCodes.Status200OK, list, ApiJsonContext.Default.ListImageSummary);
    }

    /// <summary>Until API 1.41 a repository could be named in `filter`.</summary>
    private static Filters WithOldFilter(Filters filters, ApiContext context)
    {
        if (context.Version >= new ApiVersion(1, 41) || context.Query("filter") is not { Length: > 0 } pattern)
        {
            return filters;
        }

        var values = filters.Names.ToDictionary(name => name, name => filters[name]);
        values["reference"] = [.. filters["reference"], pattern];
        return new Filters(values);
    }

    private static Task InspectAsync(ApiContext context, ImageService images) =>
        context.WriteJsonAsync(
            StatusCodes.Status200OK, images.Inspect(context.Route("name"), InspectVersion(context)), ApiJsonContext.Default.ImageInspect);

    // docker-compose 1 asks for the newest version and cannot do without a field that went with 1.45, ContainerConfig: it fails on later dockerds.
    private static ApiVersion InspectVersion(ApiContext context)
    {
        ApiVersion last = new(1, 44);
        return context.Version > last && context.Http.Request.Headers.UserAgent.ToString().StartsWith("docker-compose/1.", StringComparison.Ordinal) ? last : context.Version;
    }

    private static Task HistoryAsync(ApiContext context, ImageService images) =>
        context.WriteJsonAsync(StatusCodes.Status200OK, images.History(context.Route("name")), ApiJsonContext.Default.ListImageHistoryItem);

    private static async Task TagAsync(ApiContext context, ImageService images)
    {
        await images.TagAsync(context.Route("name"), context.Query("repo") ?? "", context.Query("tag"), context.Aborted);
        await context.WriteStatusAsync(StatusCodes.Status201Created);
    }

    private static async Task RemoveAsync(ApiContext context, ImageService images)
    {
        List<ImageDeleteItem> done = await images.RemoveAsync(context.Route("name"), context.QueryFlag("force"), context.Aborted);
        await context.WriteJsonAsync(StatusCodes.Status200OK, done, ApiJsonContext.Default.ListImageDeleteItem);
    }

    private static async Task PruneAsync(ApiContext context, ImageService images)
    {
        ImagePruneResponse done = await images.PruneAsync(context.QueryFilters(), context.Aborted);
        await context.WriteJsonAsync(StatusCodes.Status200OK, done, ApiJsonContext.Default.ImagePruneResponse);
    }

    private static Task SaveAsync(ApiContext context, ImageService images, IReadOnlyList<string> names) => names.Count == 0
        ? throw DaemonException.Invalid("no images are named")
        : images.SaveAsync(names, () => context.StartStreamAsync(TarType), context.Aborted);

    private static async Task LoadAsync(ApiContext context, ImageService images)
    {
        Stream archive = context.Http.Request.Body;
        using var output = new ProgressOutput(context);
        try
        {
            await images.LoadAsync(archive, context.QueryFlag("quiet"), output.WriteAsync, context.Aborted);
        }
        catch (DaemonException failure)
        {
            // As dockerd: a load answers 200 and tells its failure in the stream.
            await output.WriteFailureAsync(failure.Message);
        }

        await ProgressOutput.DrainAsync(archive, context.Aborted);
        await output.FinishAsync();
    }

    private static async Task CreateAsync(ApiContext context, ImageService images)
    {
        if (context.Query("fromImage") is { Length: > 0 } fromImage)
        {
            ImageReference.Parse(fromImage);
            throw DaemonException.NotImplemented(
                $"pull access for {fromImage} is not available: this version of aotd does not pull images; use docker load or docker import");
        }

        if (context.Query("fromSrc") is not "-")
        {
            throw DaemonException.NotImplemented("importing from a URL is not supported: download the archive and import it from standard input (-)");
        }

        var import = new ImageImport(
            context.Query("repo") is { Length: > 0 } repository ? ImageService.ParseNewName(repository, context.Query("tag")) : null,
            context.Query("message") is { Length: > 0 } message ? message : "Imported from -",
            ImageChanges.Apply(new ImageRunConfig(), context.QueryAll("changes")),
            Platform.ParseArchitecture(context.Query("platform")));
        Stream archive = context.Http.Request.Body;
        ImageEntry image;
        try
        {
            image = await images.ImportAsync(archive, import, context.Aborted);
        }
        catch (DaemonException)
        {
            await ProgressOutput.DrainAsync(archive, context.Aborted);
            throw;
        }

        using var output = new ProgressOutput(context);
        await output.WriteAsync(new ProgressMessage { Status = image.Id.Value });
    }
}
