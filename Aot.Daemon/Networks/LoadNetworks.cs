using Aot.Daemon.Config;
using Aot.Daemon.Networks.Ipam;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Networks;

/// <summary>At daemon start, makes the networks known: those of users as they are on disk, then the predefined ones. The kernel is not asked.</summary>
internal sealed partial class LoadNetworks(NetworkStore store, NetworkDirectory directory, PredefinedNetworks predefined, ILogger logger)
{
    public void Run(NetworkConfig config)
    {
        List<NetworkRecord> records = store.Load(static record => _ = new NetworkEntry(record));
        foreach (NetworkRecord record in records)
        {
            if (!NetworkNames.IsPredefined(record.Name))
            {
                Add(record);
            }
        }

        predefined.Add(config, records);
    }

    private void Add(NetworkRecord record)
    {
        try
        {
            var entry = new NetworkEntry(record);
            directory.ReserveName(record.Name, record.Id);
            directory.ReserveLink(entry.Bridge!.InterfaceName, record.Id);
            foreach (NetworkAddresses? family in new[] { entry.IPv4, entry.IPv6 })
            {
                if (family is not null)
                {
                    directory.ReserveSubnet(family.Pool.Subnet, record.Id);
                }
            }

            directory.Add(entry);
        }
        catch (DaemonException conflict)
        {
            // Only a file that somebody copied here does that. The first one stays, and this one lies where it is.
            directory.Release(record.Id);
            LogConflict(logger, conflict, record.Id);
        }
    }

    [LoggerMessage(2403, LogLevel.Error, "Network {Id} is not loaded: it conflicts with another one")]
    private static partial void LogConflict(ILogger logger, Exception conflict, string id);
}
