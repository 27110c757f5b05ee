using System.Diagnostics;
using System.Text;

namespace Aot.Daemon.Tests.EndToEnd.Fixtures;

/// <summary>A running docker CLI: its input can be written to, its output is collected as it comes.</summary>
internal sealed class CliSession : IAsyncDisposable
{
    private readonly Process _process;
    private readonly MemoryStream _output = new();
    private readonly MemoryStream _errorOutput = new();
    private readonly Task _pumps;

    public CliSession(ProcessStartInfo start, string commandLine)
    {
        CommandLine = commandLine;
        _process = Process.Start(start) ?? throw new InvalidOperationException($"`{commandLine}` did not start");
        _pumps = Task.WhenAll(
            PumpAsync(_process.StandardOutput.BaseStream, _output),
            PumpAsync(_process.StandardError.BaseStream, _errorOutput));
    }

    public string CommandLine { get; }

    public int Pid => _process.Id;

    public bool HasExited => _process.HasExited;

    public Stream Input => _process.StandardInput.BaseStream;

    public string Output => Text(_output);

    public string ErrorOutput => Text(_errorOutput);

    public async Task WriteAsync(string text)
    {
        await Input.WriteAsync(Encoding.UTF8.GetBytes(text));
        await Input.FlushAsync();
    }

    public void CloseInput() => _process.StandardInput.Close();

    /// <summary>Waits until the output collected so far contains the words.</summary>
    public Task WaitForOutputAsync(string words, double seconds = 15) =>
        Poll.UntilAsync(() => Output.Contains(words, StringComparison.Ordinal), $"`{CommandLine}` prints {words}", seconds, Describe);

    /// <summary>Waits for the end; kills the CLI and fails when it does not come.</summary>
    public async Task<CliResult> WaitAsync(double seconds = 30)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(seconds));
        try
        {
            await _process.WaitForExitAsync(deadline.Token);
            await _pumps.WaitAsync(TimeSpan.FromSeconds(5));
        }
        catch (OperationCanceledException)
        {
            _process.Kill(entireProcessTree: true);
            throw new TimeoutException($"`{CommandLine}` did not end within {seconds} s\n{Describe()}");
        }
        return new CliResult(CommandLine, _process.ExitCode, Bytes(_output), Bytes(_errorOutput));
    }

    public void Kill(int signal) => Native.Signal(_process.Id, signal);

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }
        await _process.WaitForExitAsync();
        await _pumps.WaitAsync(TimeSpan.FromSeconds(5)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _process.Dispose();
    }

    private string Describe() => $"stdout: {Output}\nstderr: {ErrorOutput}";

    private static async Task PumpAsync(Stream from, MemoryStream to)
    {
        byte[] buffer = new byte[64 * 1024];
        int read;
        while ((read = await from.ReadAsync(buffer)) > 0)
        {
            lock (to)
            {
                to.Write(buffer, 0, read);
            }
        }
    }

    private static string Text(MemoryStream stream) => Encoding.UTF8.GetString(Bytes(stream));

    private static byte[] Bytes(MemoryStream stream)
    {
        lock (stream)
        {
            return stream.ToArray();
        }
    }
}
