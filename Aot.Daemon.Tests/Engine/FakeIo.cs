using System.Text;

namespace Aot.Daemon.Tests.Engine;

/// <summary>The streams of a process of the fake engine, as its program sees them.</summary>
internal sealed class FakeIo(FakeProcess process, CancellationToken killed)
{
    /// <summary>A signal has ended the process.</summary>
    public CancellationToken Killed => killed;

    /// <summary>The number of that signal; 0 before.</summary>
    public int Signal => process.Signal;

    public (int Columns, int Rows) TerminalSize => process.TerminalSize;

    public ValueTask<int> ReadAsync(Memory<byte> buffer) => process.ReadInputAsync(buffer, killed);

    public Task WriteAsync(ReadOnlyMemory<byte> output) => process.WriteOutputAsync(1, output, killed);

    public Task PrintAsync(string text) => WriteAsync(Encoding.UTF8.GetBytes(text));

    public Task PrintErrorAsync(string text) => process.WriteOutputAsync(2, Encoding.UTF8.GetBytes(text), killed);

    /// <summary>Copies input to output until its end.</summary>
    public async Task CatAsync()
    {
        byte[] buffer = new byte[16 * 1024];
        int count;
        while ((count = await ReadAsync(buffer)) > 0)
        {
            await WriteAsync(buffer.AsMemory(0, count));
        }
    }

    /// <summary>Runs until a signal ends it.</summary>
    public Task SleepAsync() => Task.Delay(Timeout.Infinite, killed);
}
