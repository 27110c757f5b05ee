using Aot.Daemon.Config;
using Aot.Daemon.Containers;
using Aot.Daemon.Containers.Attach;
using Aot.Daemon.Events;
using Aot.Daemon.Exec;
using Aot.Daemon.Images;
using Aot.Daemon.Info;
using Aot.Daemon.Logs;
using Aot.Daemon.Networks;

namespace Aot.Daemon.Api;

/// <summary>The features that answer the API.</summary>
internal sealed record ApiServices
{
    public required InfoService Info { get; init; }

    public required ContainerService Containers { get; init; }

    public required AttachService Attach { get; init; }

    public required LogService Logs { get; init; }

    public required ExecService Exec { get; init; }

    public required ImageService Images { get; init; }

    public required NetworkService Networks { get; init; }

    public required EventService Events { get; init; }

    public required ConfigReloader Reloader { get; init; }

    public required TimeProvider Time { get; init; }
}
