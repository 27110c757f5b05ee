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

    /// <summary>Begins the answer if nothing was to be told.</summary>
    public async ValueTask FinishAsync() => _stream ??= await context.StartStreamAsync("application/json");

    /// <summary>Reads what the client still sends: one that cannot finish sending never reads why.</summary>
    public static async ValueTask DrainAsync(Stream body, CancellationToken cancellationToken)
    {
        var rest = new byte[64 * 1024];
        while (await body.ReadAsync(rest, cancellationToken) > 0)
        {
        }
    }

    public void Dispose() => _buffer.Dispose();
}
