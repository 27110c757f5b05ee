using System.Text.Json;
using Aot.Daemon.Http;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Containers;

/// <summary>Writes states as the journal has them (<see cref="StateFormat"/>). It keeps its memory, so that writing another one allocates next to nothing.</summary>
internal sealed class StateEncoder : IDisposable
{
    private readonly PooledBuffer _buffer = new(1024);
    private readonly Utf8JsonWriter _writer;

    public StateEncoder() => _writer = new Utf8JsonWriter(_buffer);

    /// <returns>Valid until the next call.</returns>
    /// <param name="id">A full container id.</param>
    /// <param name="boot">In which the state came about.</param>
    public ReadOnlySpan<byte> Encode(string id, ContainerState state, Guid boot)
    {
        _buffer.Clear();
        StateFormat.WriteHeader(_buffer.GetSpan(StateFormat.HeaderSize), id, boot);
        _buffer.Advance(StateFormat.HeaderSize);
        _writer.Reset();
        JsonSerializer.Serialize(_writer, state, ApiJsonContext.Default.ContainerState);
        _writer.Flush();
        return _buffer.WrittenSpan;
    }

    public void Dispose()
    {
        _writer.Dispose();
        _buffer.Dispose();
    }
}
