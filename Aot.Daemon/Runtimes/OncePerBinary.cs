using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;
using Aot.Daemon.Interop;

namespace Aot.Daemon.Runtimes;

/// <summary>
/// Asks binaries one question, `binary argument`, each binary once: whoever asks while it is being asked waits for the same answer, and an answer
/// holds, none too, as long as the file at the path is the same one.
/// </summary>
/// <param name="read">Makes the answer of what was printed; null when it is none.</param>
internal sealed class OncePerBinary<T>(string argument, Func<string, T?> read)
    where T : class
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<string, Known> _known = new(StringComparer.Ordinal);

    /// <summary>The answer of the binary at an absolute path; null when it is not there, fails, or does not answer within five seconds.</summary>
    public async ValueTask<T?> AskAsync(string path, CancellationToken cancellationToken)
    {
        if (Identify(path) is not FileIdentity file)
        {
            return null;
        }

        if (!_known.TryGetValue(path, out Known? known) || known.File != file)
        {
            known = _known.AddOrUpdate(path, New, (_, other) => other.File == file ? other : New(path));
        }

        // Nobody's leaving ends the question: it is asked for all, and ends by itself.
        return await known.Answer.Value.WaitAsync(cancellationToken);

        Known New(string asked) => new(file, new Lazy<Task<T?>>(() => RunAsync(asked)));
    }

    private async Task<T?> RunAsync(string path)
    {
        using var deadline = new CancellationTokenSource(Patience);
        try
        {
            using Process process = Process.Start(new ProcessStartInfo(path, [argument])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            try
            {
                process.StandardInput.Close();
                Task<string> output = process.StandardOutput.ReadToEndAsync(deadline.Token);
                Task<string> errors = process.StandardError.ReadToEndAsync(deadline.Token);
                await process.WaitForExitAsync(deadline.Token);
                await errors;
                return process.ExitCode == 0 ? read(await output) : null;
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
                return null;
            }
        }
        catch (Win32Exception)
        {
            // Not executable, or a script without its interpreter.
            return null;
        }
    }

    private static FileIdentity? Identify(string path) =>
        Statx.Call(Statx.AtFdCwd, path, 0, Statx.BasicStats, out Statx.Result stat) == 0
            ? new FileIdentity(stat.DeviceMajor, stat.DeviceMinor, stat.Inode, stat.Size, stat.ModifyTime.Seconds, stat.ModifyTime.Nanoseconds)
            : null;

    /// <summary>What changes when a file is replaced or written.</summary>
    private readonly record struct FileIdentity(uint Major, uint Minor, ulong Inode, ulong Size, long Seconds, uint Nanoseconds);

    private sealed record Known(FileIdentity File, Lazy<Task<T?>> Answer);
}
