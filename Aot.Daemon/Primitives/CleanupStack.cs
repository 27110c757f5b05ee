namespace Aot.Daemon.Primitives;

/// <summary>
/// The undo of a multi-step setup. Each step that made something pushes how to unmake it; leaving without
/// <see cref="Commit"/> runs them in reverse order. An undo that fails does not stop the others; its error goes to the
/// reporter given.
/// </summary>
internal sealed class CleanupStack(Action<Exception> onUndoFailed) : IAsyncDisposable
{
    private readonly Stack<Func<ValueTask>> _undos = new();

    public void Push(Func<ValueTask> undo) => _undos.Push(undo);

    public void Push(Action undo) => _undos.Push(() =>
    {
        undo();
        return ValueTask.CompletedTask;
    });

    /// <summary>The setup is complete: nothing will be undone.</summary>
    public void Commit() => _undos.Clear();

    public async ValueTask DisposeAsync()
    {
        while (_undos.TryPop(out Func<ValueTask>? undo))
        {
            try
            {
                await undo();
            }
            catch (Exception failure)
            {
                onUndoFailed(failure);
            }
        }
    }
}
