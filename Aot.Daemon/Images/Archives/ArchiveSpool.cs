using System.Text;
using Aot.Daemon.Images.Content;
using Aot.Daemon.Images.Layers;
using Aot.Daemon.Images.Tar;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Images.Archives;

/// <summary>
/// The files of an image archive, staged in the content store as they stream by, since what says which is which may come last. Names are only keys here: no file
/// ever gets one. Memory is bounded by the number of entries.
/// </summary>
internal sealed class ArchiveSpool : IDisposable
{
    /// <summary>The largest image archives have a few entries for each of 125 layers and each image.</summary>
    private const int MaxEntries = 20_000;
    private const int MaxLinks = 8;

    private readonly Dictionary<string, StagedBlob> _files = [];
    private readonly Dictionary<string, string> _links = [];

    /// <summary>Reads a whole archive, plain or gzip.</summary>
    public static async ValueTask<ArchiveSpool> ReadAsync(Stream archive, ContentStore content, CancellationToken cancellationToken)
    {
        var spool = new ArchiveSpool();
        try
        {
            (PrefixedStream all, ReadOnlyMemory<byte> start) =
                await PrefixedStream.PeekAsync(archive, Compression.MagicLength, cancellationToken);
            await using Stream plain = Compression.Decompress(all, start.Span);
            using var reader = new TarReader(plain);
            while (await reader.NextAsync(cancellationToken) is { } entry)
            {
                await spool.AddAsync(reader, entry, content, cancellationToken);
            }

            return spool;
        }
        catch (Exception failure)
        {
            spool.Dispose();
            throw failure is IOException io ? DaemonException.System($"storing the archive: {io.Message}", io) : failure;
        }
    }

    /// <summary>The file of a name in the archive, links followed; null for none.</summary>
    public StagedBlob? Find(string? name)
    {
        if (string.IsNullOrEmpty(name))
        {
            return null;
        }

        string key = Key(Encoding.UTF8.GetBytes(name));
        for (int followed = 0; followed < MaxLinks && _links.TryGetValue(key, out string? target); followed++)
        {
            key = target;
        }

        return _files.GetValueOrDefault(key);
    }

    /// <summary>The file of a name in the archive; fails as Invalid when there is none.</summary>
    public StagedBlob Get(string? name) => Find(name) ?? throw DaemonException.Invalid($"invalid archive: '{name}' is not in it");

    public void Dispose()
    {
        foreach (StagedBlob file in _files.Values)
        {
            file.Dispose();
        }
    }

    private static string Key(ReadOnlySpan<byte> name) => Encoding.UTF8.GetString(EntryPath.Parse(name).Full.AsSpan().TrimEnd((byte)0));

    private async ValueTask AddAsync(TarReader reader, TarEntry entry, ContentStore content, CancellationToken cancellationToken)
    {
        if (_files.Count + _links.Count >= MaxEntries)
        {
            throw DaemonException.Invalid($"invalid archive: more than {MaxEntries} files");
        }

        string key = Key(entry.Name.Span);
        Forget(key);
        switch (entry.Type)
        {
            case TarEntryType.File:
                StagedBlob file = content.Stage();
                _files.Add(key, file);
                while (await reader.ReadAsync(cancellationToken) is { IsEmpty: false } part)
                {
                    file.Write(part.Span);
                }

                // Closes it: an archive may have more files than a process may have open.
                _ = file.Digest;
                break;
            case TarEntryType.HardLink:
                _links.Add(key, Key(entry.LinkName.Span));
                break;
            case TarEntryType.SymbolicLink:
                byte[] folder = entry.LinkName.Span.StartsWith("/"u8) ? [] : Encoding.UTF8.GetBytes(Path.GetDirectoryName(key) ?? "");
                _links.Add(key, Key([.. folder, (byte)'/', .. entry.LinkName.Span]));
                break;
        }
    }

    private void Forget(string key)
    {
        _links.Remove(key);
        if (_files.Remove(key, out StagedBlob? earlier))
        {
            earlier.Dispose();
        }
    }
}
