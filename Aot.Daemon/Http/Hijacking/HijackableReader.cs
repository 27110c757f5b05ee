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
    private bool _reading;
    private bool _lastCompleted;
    private bool _over;

    private static ReadResult End => new(ReadOnlySequence<byte>.Empty, isCanceled: false, isCompleted: true);

    public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        if (IsOver())
        {
            return new(End);
        }

        ValueTask<ReadResult> read = transport.ReadAsync(cancellationToken);
        return read.IsCompletedSuccessfully ? new(Pass(read.Result)) : PassAsync(read);
    }

    public override bool TryRead(out ReadResult result)
    {
        if (IsOver())
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
        if (!connection.IsTaken && !_over)
        {
            _unconsumed = _last.Slice(consumed).Length;
            _allExamined = _last.Slice(examined).IsEmpty;
            _last = default;
            _reading = false;
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

    /// <summary>After a body that ended early the server reads on without having advanced, which a pipe does not allow.</summary>
    private bool IsOver()
    {
        _over |= _reading && _lastCompleted;
        return _over || connection.IsTaken;
    }

    private ReadResult Pass(ReadResult result)
    {
        _reading = true;
        _lastCompleted = result.IsCompleted;
        _last = result.Buffer;
        bool news = !_allExamined || result.Buffer.Length > _unconsumed;
        return result.IsCompleted && news ? new ReadResult(result.Buffer, result.IsCanceled, isCompleted: false) : result;
    }
}
