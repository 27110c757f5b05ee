using System.Buffers;
using System.IO.Pipelines;

namespace Aot.Daemon.Http.Hijacking;

/// <summary>
/// What the HTTP server reads: the transport, then end-of-file once the connection is taken over. End-of-file is told only when all bytes
/// before it have been looked at: the server would break a request off whose last bytes come together with it.
/// </summary>
internal sealed class HijackableReader(HijackableConnection connection, PipeReader transport) : PipeReader
{
    private ReadOnlySequence<byte> _last;
    private long _unconsumed;
    private bool _allExamined = true;

    private static ReadResult End => new(ReadOnlySequence<byte>.Empty, isCanceled: false, isCompleted: true);

    public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        if (connection.IsTaken)
        {
            return new(End);
        }

        ValueTask<ReadResult> read = transport.ReadAsync(cancellationToken);
        return read.IsCompletedSuccessfully ? new(Pass(read.Result)) : PassAsync(read);
    }

    public override bool TryRead(out ReadResult result)
    {
        if (connection.IsTaken)
        {
            result = End;
            return true;
        }

        bool any = transport.TryRead(out result);
        if (any)
        {
            result = Pass(result);
        }

        return any;
    }

    public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        if (!connection.IsTaken)
        {
            _unconsumed = _last.Slice(consumed).Length;
            _allExamined = _last.Slice(examined).IsEmpty;
            _last = default;
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

    private async ValueTask<ReadResult> PassAsync(ValueTask<ReadResult> read) => Pass(await read);

    private ReadResult Pass(ReadResult result)
    {
        _last = result.Buffer;
        bool news = !_allExamined || result.Buffer.Length > _unconsumed;
        return result.IsCompleted && news ? new ReadResult(result.Buffer, result.IsCanceled, isCompleted: false) : result;
    }
}
