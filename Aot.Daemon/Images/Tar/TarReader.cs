using System.Buffers;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Images.Tar;

/// <summary>
/// Reads a tar archive as it streams by: ustar, pax, GNU and the oldest format. Whatever is wrong with the archive fails as Invalid. The reader has its own
/// buffer and hands out parts of it, so an entry's content is not copied. Not safe for concurrent use; the source stays open.
/// </summary>
internal sealed class TarReader(Stream source) : IDisposable
{
    private const int BufferSize = 128 * 1024;

    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
    private int _start;
    private int _end;
    private long _unread;
    private int _padding;
    private int _entries;
    private bool _ended;

    /// <summary>The next entry, past what was not read of the last one; null at the archive's end.</summary>
    public async ValueTask<TarEntry?> NextAsync(CancellationToken cancellationToken)
    {
        var extended = new PaxHeader();
        while (true)
        {
            await SkipAsync(_unread + _padding, cancellationToken);
            _unread = _padding = 0;
            if (_ended || !await HasHeaderAsync(cancellationToken))
            {
                _ended = true;
                return null;
            }

            if (++_entries > TarLimits.MaxEntries)
            {
                throw DaemonException.Invalid($"tar archive has more than {TarLimits.MaxEntries} entries");
            }

            long size = extended.Size ?? TarHeader.Size(Header());
            byte type = TarHeader.TypeFlag(Header());
            if (size < 0)
            {
                throw DaemonException.Invalid("invalid tar archive: an entry has a negative size");
            }

            switch (type)
            {
                case (byte)'x':
                    extended.Read(await ReadExtendedAsync(cancellationToken));
                    continue;
                case (byte)'L':
                    extended.Path = WithoutNul(await ReadExtendedAsync(cancellationToken));
                    continue;
                case (byte)'K':
                    extended.LinkPath = WithoutNul(await ReadExtendedAsync(cancellationToken));
                    continue;
                case (byte)'g':
                    // What pax headers say for all entries (git writes a comment) is left aside, as docker does.
                    await ReadExtendedAsync(cancellationToken);
                    continue;
            }

            TarEntry entry = TarEntryParser.Parse(Header(), extended, size);
            _start += TarHeader.BlockSize;
            _unread = entry.Size;
            _padding = (int)(-entry.Size & (TarHeader.BlockSize - 1));
            return entry;
        }
    }

    /// <summary>The next part of the entry's content, valid until the next call; empty at its end.</summary>
    public async ValueTask<ReadOnlyMemory<byte>> ReadAsync(CancellationToken cancellationToken)
    {
        if (_unread == 0)
        {
            return default;
        }

        if (_start == _end)
        {
            await FillAsync(cancellationToken);
        }

        int count = (int)Math.Min(_unread, _end - _start);
        var part = new ReadOnlyMemory<byte>(_buffer, _start, count);
        _start += count;
        _unread -= count;
        return part;
    }

    /// <summary>The whole content of an entry that is small by nature; a larger one fails as Invalid.</summary>
    public async ValueTask<byte[]> ReadAllAsync(int limit, CancellationToken cancellationToken)
    {
        if (_unread > limit)
        {
            throw DaemonException.Invalid($"invalid tar archive: an entry is larger than {limit} bytes");
        }

        var content = new byte[_unread];
        for (int at = 0; at < content.Length;)
        {
            ReadOnlyMemory<byte> part = await ReadAsync(cancellationToken);
            part.CopyTo(content.AsMemory(at));
            at += part.Length;
        }

        return content;
    }

    /// <summary>Reads the source to its end: what follows the archive belongs to a layer's digest too.</summary>
    public async ValueTask DrainAsync(CancellationToken cancellationToken)
    {
        do
        {
            _start = _end = 0;
        }
        while (await TryFillAsync(cancellationToken));
    }

    public void Dispose()
    {
        byte[] buffer = _buffer;
        _buffer = [];
        if (buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static DaemonException Truncated() => DaemonException.Invalid("invalid tar archive: unexpected end");

    private static byte[] WithoutNul(byte[] name) => name.AsSpan().IndexOf((byte)0) is >= 0 and int end ? name[..end] : name;

    private ReadOnlySpan<byte> Header() => _buffer.AsSpan(_start, TarHeader.BlockSize);

    /// <summary>Brings a verified header block to the buffer's start; false at the end, which is two blocks of zeros or the end of the source.</summary>
    private async ValueTask<bool> HasHeaderAsync(CancellationToken cancellationToken)
    {
        if (!await TryHaveBlockAsync(cancellationToken))
        {
            return false;
        }

        if (TarHeader.IsZero(Header()))
        {
            _start += TarHeader.BlockSize;
            if (await TryHaveBlockAsync(cancellationToken) && !TarHeader.IsZero(Header()))
            {
                throw DaemonException.Invalid("invalid tar archive: a header is damaged");
            }

            return false;
        }

        return TarHeader.HasValidChecksum(Header()) ? true : throw DaemonException.Invalid("invalid tar archive: a header is damaged");
    }

    private async ValueTask<byte[]> ReadExtendedAsync(CancellationToken cancellationToken)
    {
        long size = TarHeader.Size(Header());
        if (size is < 0 or > TarLimits.MaxExtendedHeader)
        {
            throw DaemonException.Invalid("invalid tar archive: an extended header is too large");
        }

        _start += TarHeader.BlockSize;
        _unread = size;
        _padding = (int)(-size & (TarHeader.BlockSize - 1));
        return await ReadAllAsync(TarLimits.MaxExtendedHeader, cancellationToken);
    }

    private async ValueTask<bool> TryHaveBlockAsync(CancellationToken cancellationToken)
    {
        while (_end - _start < TarHeader.BlockSize)
        {
            Compact();
            if (!await TryFillAsync(cancellationToken))
            {
                return _end == _start ? false : throw Truncated();
            }
        }

        return true;
    }

    private async ValueTask SkipAsync(long count, CancellationToken cancellationToken)
    {
        while (count > 0)
        {
            if (_start == _end)
            {
                await FillAsync(cancellationToken);
            }

            int skipped = (int)Math.Min(count, _end - _start);
            _start += skipped;
            count -= skipped;
        }
    }

    private void Compact()
    {
        _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
        _end -= _start;
        _start = 0;
    }

    /// <summary>Reads more into the empty buffer; the end of the source is too early here.</summary>
    private async ValueTask FillAsync(CancellationToken cancellationToken)
    {
        _start = _end = 0;
        if (!await TryFillAsync(cancellationToken))
        {
            throw Truncated();
        }
    }

    private async ValueTask<bool> TryFillAsync(CancellationToken cancellationToken)
    {
        try
        {
            int count = await source.ReadAsync(_buffer.AsMemory(_end), cancellationToken);
            _end += count;
            return count > 0;
        }
        catch (InvalidDataException failure)
        {
            throw DaemonException.Invalid($"invalid archive: the compressed data is damaged: {failure.Message}", failure);
        }
    }
}
