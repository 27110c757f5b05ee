using Aot.Daemon.Containers.Contracts;
using Aot.Daemon.Images.Contracts;

namespace Aot.Daemon.Containers;

/// <summary>An image's run configuration as the configuration of a container that asks for nothing.</summary>
internal static class ImageDefaults
{
    public static ContainerConfig Of(ImageRunConfig image) => new()
    {
        User = image.User ?? "",
        ExposedPorts = image.ExposedPorts,
        Env = image.Env,
        Entrypoint = image.Entrypoint,
        Cmd = image.Cmd,
        Volumes = image.Volumes,
        WorkingDir = image.WorkingDir ?? "",
        Labels = image.Labels,
        StopSignal = image.StopSignal,
        Healthcheck = image.Healthcheck,
        Shell = image.Shell,
        OnBuild = image.OnBuild,
    };
}
