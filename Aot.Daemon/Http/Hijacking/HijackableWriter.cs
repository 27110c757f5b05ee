using System.IO.Pipelines;

namespace Aot.Daemon.Http.Hijacking;

/// <summary>What the HTTP server writes: to the transport, then nowhere once the connection is taken over.</summary>
internal sealed class HijackableWriter(HijackableConnection connection, PipeWriter transport) : PipeWriter
{
    private byte[] _nowhere = [];

    public override bool CanGetUnflushedBytes => transport.CanGetUnflushedBytes;

    public override long UnflushedBytes => connection.IsTaken ? 0 : transport.UnflushedBytes;

    public override Memory<byte> GetMemory(int sizeHint = 0) => connection.IsTaken ? Nowhere(sizeHint) : transport.GetMemory(sizeHint);

    public override Span<byte> GetSpan(int sizeHint = 0) => connection.IsTaken ? Nowhere(sizeHint) : transport.GetSpan(sizeHint);

    public override void Advance(int bytes)
    {
        if (!connection.IsTaken)
        {
            transport.Advance(bytes);
        }
    }

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default) =>
        connection.IsTaken ? new(new FlushResult(isCanceled: false, isCompleted: false)) : transport.FlushAsync(cancellationToken);

    public override void CancelPendingFlush()
    {
        if (!connection.IsTaken)
        {
            transport.CancelPendingFlush();
        }
    }

    public override void Complete(Exception? exception = null)
    {
        if (!connection.IsTaken)
        {
            transport.Complete(exception);
        }
    }

    private byte[] Nowhere(int sizeHint)
    {
        if (_nowhere.Length < Math.Max(sizeHint, 1))
        {
            _nowhere = new byte[Math.Max(sizeHint, 4096)];
        }

        return _nowhere;
    }
}
