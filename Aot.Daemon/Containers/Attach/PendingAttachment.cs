using Aot.Daemon.Engine;

namespace Aot.Daemon.Containers.Attach;

/// <summary>An attachment that waits for its task. Exactly one of its ends wins.</summary>
internal sealed class PendingAttachment(AttachOptions options)
{
    private readonly TaskCompletionSource<IProcessStream> _stream = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public AttachOptions Options { get; } = options;

    public Task<IProcessStream> Stream => _stream.Task;

    /// <summary>False when nobody waits any more; the stream is then still the caller's.</summary>
    public bool TryComplete(IProcessStream stream) => _stream.TrySetResult(stream);

    public void TryFail(Exception failure) => _stream.TrySetException(failure);

    public void TryCancel(CancellationToken cancellationToken) => _stream.TrySetCanceled(cancellationToken);
}
