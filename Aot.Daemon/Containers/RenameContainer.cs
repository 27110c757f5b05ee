using Aot.Daemon.Containers.Networking;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Containers;

/// <summary>Rename: the new name is taken before the old one is given up.</summary>
internal sealed class RenameContainer(ContainerStore store, ContainerDirectory directory, ContainerEvents events, ContainerSandboxes sandboxes)
{
    public async Task RunAsync(ContainerEntry entry, string? newName, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(newName))
        {
            throw DaemonException.Invalid("Neither old nor new names may be empty");
        }

        using (await entry.EnterAsync(cancellationToken))
        {
            ContainerRecord record = entry.Record;
            ContainerTransitions.Require(record, ContainerMove.Rename);
            string name = newName.StartsWith('/') ? newName[1..] : newName;
            if (record.Name == name)
            {
                throw DaemonException.Invalid("Renaming a container with the same name as its current name");
            }

            Reserve(name, entry.Id);
            try
            {
                store.Publish(entry, record with { Name = name });
                CrashPoint.At("rename:recorded");
            }
            catch
            {
                directory.ReleaseName(name, entry.Id);
                throw;
            }

            directory.ReleaseName(record.Name, entry.Id);
            sandboxes.Rename(entry.Id, name);
            events.Publish(entry.Record, "rename", ("oldName", "/" + record.Name));
        }
    }

    private void Reserve(string name, string id)
    {
        try
        {
            directory.ReserveName(ContainerNames.Parse("/" + name), id);
        }
        catch (DaemonException refusal)
        {
            throw new DaemonException(refusal.Kind, "Error when allocating new name: " + refusal.Message, refusal);
        }
    }
}
