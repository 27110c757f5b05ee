using System.Collections.Immutable;
using System.Net;

namespace Aot.Daemon.Networks.Dns;

/// <summary>The host's own resolvers, as its resolv.conf (resolv.conf(5)) names them now.</summary>
internal sealed class HostResolvers(string path)
{
    private readonly Lock _lock = new();
    private ImmutableArray<IPAddress> _servers = [];
    private DateTime _written;
    private long _length = -1;

    /// <summary>In the file's order. Without a file or a server in it: the host itself, as resolv.conf(5) has it.</summary>
    public ImmutableArray<IPAddress> Current()
    {
        lock (_lock)
        {
            FileInfo file = new(path);
            (DateTime written, long length) = file.Exists ? (file.LastWriteTimeUtc, file.Length) : (default, 0);
            if (written != _written || length != _length)
            {
                _servers = Read();
                (_written, _length) = (written, length);
            }

            return _servers;
        }
    }

    private ImmutableArray<IPAddress> Read()
    {
        ImmutableArray<IPAddress>.Builder servers = ImmutableArray.CreateBuilder<IPAddress>();
        try
        {
            foreach (string line in File.ReadLines(path))
            {
                string[] words = line.Split((char[]?)null, 3, StringSplitOptions.RemoveEmptyEntries);
                if (words.Length >= 2 && words[0] == "nameserver" && IPAddress.TryParse(words[1], out IPAddress? server))
                {
                    servers.Add(server);
                }
            }
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            // As if it were not there.
        }

        if (servers.Count == 0)
        {
            servers.Add(IPAddress.Loopback);
        }

        return servers.DrainToImmutable();
    }
}
