using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;
using Aot.Daemon.Interop;

namespace Aot.Daemon.Runtimes;

/// <summary>Asks runtimes for their version, each binary once: an answer holds as long as the file at the path is the same one.</summary>
internal sealed class RuntimeVersions
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<string, (FileIdentity File, RuntimeVersion? Version)> _known = new(StringComparer.Ordinal);

    /// <summary>The version of the binary at an absolute path; null when it is not there, fails, or does not answer within five seconds.</summary>
    public async ValueTask<RuntimeVersion?> AskAsync(string path, CancellationToken cancellationToken)
    {
        if (Identify(path) is not FileIdentity file)
        {
            return null;
        }

        if (_known.TryGetValue(path, out (FileIdentity File, RuntimeVersion? Version) known) && known.File == file)
        {
            return known.Version;
        }

        RuntimeVersion? version = await RunAsync(path, cancellationToken);
        _known[path] = (file, version);
        return version;
    }

    private static async Task<RuntimeVersion?> RunAsync(string path, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(Patience);
        try
        {
            using Process process = Process.Start(new ProcessStartInfo(path, ["--version"])
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
                return process.ExitCode == 0 ? RuntimeVersion.Parse(await output) : null;
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
                cancellationToken.ThrowIfCancellationRequested();
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
}
