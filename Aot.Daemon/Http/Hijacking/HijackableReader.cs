using System.Buffers;
using System.IO.Pipelines;

namespace Aot.Daemon.Http.Hijacking;

/// <summary>What the HTTP server reads: the transport, then end-of-file once the connection is taken over.</summary>
internal sealed class HijackableReader(HijackableConnection connection, PipeReader transport) : PipeReader
{
    private static ReadResult End => new(ReadOnlySequence<byte>.Empty, isCanceled: false, isCompleted: true);

    public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default) =>
        connection.IsTaken ? new(End) : transport.ReadAsync(cancellationToken);

    public override bool TryRead(out ReadResult result)
    {
        result = End;
        return connection.IsTaken || transport.TryRead(out result);
    }

    public override void AdvanceTo(SequencePosition consumed)
    {
        if (!connection.IsTaken)
        {
            transport.AdvanceTo(consumed);
        }
    }

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        if (!connection.IsTaken)
        {
            transport.AdvanceTo(consumed, examined);
        }
    }

    public override void CancelPendingRead()
    {
        if (!connection.IsTaken)
        {
            transport.CancelPendingRead();
        }
    }

    public override void Complete(Exception? exception = null)
    {
        if (!connection.IsTaken)
        {
            transport.Complete(exception);
        }
    }
}
