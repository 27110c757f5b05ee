using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Aot.Daemon.Http;

/// <summary>ASP.NET Core's slim builder without what the daemon does by itself, which is configuration, logging and signal handling.</summary>
internal static class BareServer
{
    public static WebApplicationBuilder CreateBuilder(ILoggerFactory loggers)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions
        {
            ApplicationName = "aotd",
            EnvironmentName = Environments.Production,
            ContentRootPath = "/",

            // Else the builder watches the content root, here the whole file system, for its configuration files: 35 MB before the first request.
            Args = ["--hostBuilder:reloadConfigOnChange=false"],
        });
        ((IConfigurationBuilder)builder.Configuration).Sources.Clear();
        builder.Services.Replace(ServiceDescriptor.Singleton(loggers));
        builder.Services.Replace(ServiceDescriptor.Singleton<IHostLifetime, NoHostLifetime>());
        return builder;
    }
}
