using Aot.Daemon.Http;
using Aot.Daemon.Http.Json;
using Aot.Daemon.Images.Contracts;

namespace Aot.Daemon.Images;

/// <summary>The answer to a load or an import: a stream of JSON values, one a line, which begins with the first of them.</summary>
internal sealed class ProgressOutput(ApiContext context) : IDisposable
{
    private readonly JsonBuffer _buffer = new();
    private Stream? _stream;

    public async ValueTask WriteAsync(ProgressMessage message)
    {
        Stream stream = _stream ??= await context.StartStreamAsync("application/json");
        _buffer.Clear();
        _buffer.Write(message, ApiJsonContext.Default.ProgressMessage);
        _buffer.WriteNewLine();
        await stream.WriteAsync(_buffer.Written, context.Aborted);
    }

    public ValueTask WriteFailureAsync(string message) =>
        WriteAsync(new ProgressMessage { ErrorDetail = new ProgressError { Message = message }, Error = message });

    /// <summary>Reads what the client still sends, and begins the answer if nothing was to be told.</summary>
    public async ValueTask FinishAsync(Stream body)
    {
        var rest = new byte[64 * 1024];
        while (await body.ReadAsync(rest, context.Aborted) > 0)
        {
        }

        _stream ??= await context.StartStreamAsync("application/json");
    }

    public void Dispose() => _buffer.Dispose();
}
