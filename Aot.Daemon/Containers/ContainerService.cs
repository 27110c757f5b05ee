using Aot.Daemon.Config;
using Aot.Daemon.Containers.Contracts;
using Aot.Daemon.Http;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Containers;

/// <summary>The feature's face: finds the container, captures the configuration once, and hands both to the operation.</summary>
internal sealed class ContainerService(SnapshotStore configuration, ContainerDirectory directory, ContainerOperations operations)
{
    public ContainerCreateResponse Create(ContainerCreateRequest request, string? name, string? platform, ApiVersion version) =>
        operations.Create.Run(request, name, platform, configuration.Current, version);

    public ContainerSummary[] List(bool all, int? limit, bool withSize, Filters filters) => operations.List.Run(all, limit, withSize, filters);

    public ContainerInspect Inspect(string reference, bool withSize, ApiVersion version) =>
        operations.Inspect.Run(directory.Find(reference), withSize, version);

    /// <param name="checkpointFolder">See <see cref="StartContainer.RunAsync(ContainerEntry, DaemonSnapshot, string, CancellationToken)"/>.</param>
    public Task StartAsync(string reference, string? checkpointFolder, CancellationToken cancellationToken) =>
        operations.Start.RunAsync(directory.Find(reference), configuration.Current, checkpointFolder, cancellationToken);

    /// <summary>Carried through whatever the client does: one that leaves does not take back the SIGKILL that was to follow.</summary>
    public Task StopAsync(string reference, string? signal, int? timeout) =>
        operations.Stop.RunAsync(directory.Find(reference), signal, timeout, CancellationToken.None);

    /// <summary>As dockerd: the signal is read before the container is looked for, and all that goes wrong afterwards says what was to be done.</summary>
    public Task KillAsync(string reference, string? signal, CancellationToken cancellationToken)
    {
        _ = KillContainer.Read(signal);
        ContainerEntry entry;
        try
        {
            entry = directory.Find(reference);
        }
        catch (DaemonException failure)
        {
            throw new DaemonException(failure.Kind, $"Cannot kill container: {reference}: {failure.Message}", failure);
        }

        return operations.Kill.RunAsync(entry, reference, signal, cancellationToken);
    }

    /// <summary>Carried through whatever the client does, so that a container that was stopped is started again.</summary>
    public Task RestartAsync(string reference, string? signal, int? timeout) =>
        operations.Restart.RunAsync(directory.Find(reference), reference, configuration.Current, signal, timeout, CancellationToken.None);

    public Task PauseAsync(string reference, CancellationToken cancellationToken) =>
        operations.Pause.PauseAsync(directory.Find(reference), cancellationToken);

    public Task UnpauseAsync(string reference, CancellationToken cancellationToken) =>
        operations.Pause.UnpauseAsync(directory.Find(reference), cancellationToken);

    public Task<ContainerUpdateResponse> UpdateAsync(string reference, HostConfig request, CancellationToken cancellationToken) =>
        operations.Update.RunAsync(directory.Find(reference), request, cancellationToken);

    public Task<ContainerTopResponse> TopAsync(string reference, string? arguments, CancellationToken cancellationToken) =>
        operations.Top.RunAsync(directory.Find(reference), arguments, cancellationToken);

    /// <param name="reference">`CONTAINER/ALIAS`.</param>
    public Task RemoveLinkAsync(string reference, CancellationToken cancellationToken) => operations.Links.RemoveAsync(reference, cancellationToken);

    public Task RenameAsync(string reference, string? newName, CancellationToken cancellationToken) =>
        operations.Rename.RunAsync(directory.Find(reference), newName, cancellationToken);

    public Task RemoveAsync(string reference, bool force, CancellationToken cancellationToken) =>
        operations.Remove.RunAsync(directory.Find(reference), force, cancellationToken);

    public Task<ContainerPruneResponse> PruneAsync(Filters filters, CancellationToken cancellationToken) =>
        operations.Prune.RunAsync(filters, cancellationToken);

    /// <summary>See <see cref="WaitForContainer.Run"/>: the reference and the condition are checked at once.</summary>
    public Task<ContainerExit> Wait(string reference, string? condition, CancellationToken cancellationToken) =>
        WaitForContainer.Run(directory.Find(reference), condition, cancellationToken);
}
