using Aot.Daemon.Containers.Contracts;
using Aot.Daemon.Engine;
using Aot.Daemon.Engine.Oci;
using Aot.Daemon.Linux;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Containers;

/// <summary>
/// Update: limits and restart policy. A container that runs has its limits changed first, then its record, durably; whatever fails, both are as they
/// were. A daemon killed in between leaves limits that the record does not have, until the next start.
/// </summary>
internal sealed partial class UpdateContainer(ContainerStore store, ContainerEvents events, HostFacts host, ILogger logger)
{
    /// <param name="request">Limits and restart policy are read, and nothing else; zero, empty and null leave what is.</param>
    public async Task<ContainerUpdateResponse> RunAsync(ContainerEntry entry, HostConfig request, CancellationToken cancellationToken)
    {
        var warnings = new List<string>();
        HostConfig asked = HostConfigDefaults.DropUnsupported(request with { KernelMemory = 0, KernelMemoryTCP = 0 }, host, warnings);
        HostConfigValidation.ValidateRestartPolicy(asked.RestartPolicy);
        ResourceValidation.Validate(asked, host, isUpdate: true);
        using (await entry.EnterAsync(cancellationToken))
        {
            ContainerRecord record = entry.Record;
            ContainerTransitions.Require(record, ContainerMove.Update);
            try
            {
                await ChangeAsync(entry, asked, ResourceMerge.Apply(record.HostConfig, asked));
            }
            catch (DaemonException failure)
            {
                throw new DaemonException(failure.Kind, $"Cannot update container {entry.Id}: {failure.Message}", failure);
            }

            events.Publish(entry.Record, "update");
        }

        return new ContainerUpdateResponse(warnings.Count > 0 ? [.. warnings] : null);
    }

    /// <summary>Once begun it is carried through, whatever the client does.</summary>
    private async Task ChangeAsync(ContainerEntry entry, HostConfig asked, HostConfig merged)
    {
        HostConfig present = entry.Record.HostConfig;
        IEngineTask? engineTask = entry.State.IsRunning && ResourceMerge.HasLimits(asked) ? entry.Task : null;
        try
        {
            if (engineTask is not null)
            {
                await engineTask.UpdateAsync(ResourceUpdate.Write(asked, merged, host), CancellationToken.None);
            }
        }
        catch (DaemonException gone) when (gone.Kind == ErrorKind.NotFound)
        {
            // It has ended meanwhile: its next start takes the limits from the record.
            engineTask = null;
        }
        catch (DaemonException)
        {
            await RevertAsync(engineTask!, asked, present);
            throw;
        }

        try
        {
            store.Publish(entry, entry.Record with { HostConfig = merged });
        }
        catch (DaemonException) when (engineTask is not null)
        {
            await RevertAsync(engineTask, asked, present);
            throw;
        }
    }

    /// <summary>A runtime may have set some limits before it was refused one.</summary>
    private async Task RevertAsync(IEngineTask engineTask, HostConfig asked, HostConfig present)
    {
        try
        {
            await engineTask.UpdateAsync(ResourceUpdate.Write(asked, present, host), CancellationToken.None);
        }
        catch (DaemonException failure)
        {
            LogNotReverted(logger, failure, engineTask.ContainerId);
        }
    }

    [LoggerMessage(2095, LogLevel.Warning, "The limits of container {Id}, whose update failed, could not be set back")]
    private static partial void LogNotReverted(ILogger logger, Exception failure, string id);
}
