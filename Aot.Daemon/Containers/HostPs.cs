using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;
using Aot.Daemon.Linux;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Containers;

/// <summary>The host's ps(1), run without a shell.</summary>
internal static partial class HostPs
{
    private const string DefaultArguments = "-ef";

    /// <summary>A ps that takes longer waits for something that is broken.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    /// <summary>Characters of output; a row has some hundreds at most, unless a client asks for environments.</summary>
    private const int LargestOutput = 16 * 1024 * 1024;

    /// <summary>Its output. Invalid for arguments that are refused; System, in ps's own words, when it fails.</summary>
    /// <param name="arguments">Separated by spaces; null and empty mean -ef.</param>
    /// <param name="pids">What to show, where the arguments can go with that: not all can.</param>
    public static async Task<string> RunAsync(string? arguments, IReadOnlyList<int> pids, CancellationToken cancellationToken)
    {
        string given = string.IsNullOrEmpty(arguments) ? DefaultArguments : arguments;
        RequireHonestTitles(given);
        if (given.Contains('\0', StringComparison.Ordinal))
        {
            throw DaemonException.Invalid("ps_args must not contain a null character");
        }

        string path = ProgramSearch.Find("ps")
            ?? throw DaemonException.System("ps: exec: \"ps\": executable file not found in $PATH; install procps on the host to list processes");
        string[] words = given.Split(' ');
        var (succeeded, output, _) = await RunOnceAsync(path, [.. words, "-q" + string.Join(',', pids)], cancellationToken);
        if (!succeeded)
        {
            (succeeded, output, string error) = await RunOnceAsync(path, words, cancellationToken);
            if (!succeeded)
            {
                throw DaemonException.System(error.Split('\n')[0] is { Length: > 0 } line ? $"ps: {line}" : "ps: failed without a word");
            }
        }

        return output;
    }

    /// <summary>A column may be given a title. One that is called PID and is something else would decide which processes are shown.</summary>
    private static void RequireHonestTitles(string arguments)
    {
        foreach (Match match in Titled().Matches(arguments))
        {
            if (match.Groups[1].Value != "pid")
            {
                throw DaemonException.System($"specifying \"{match.Groups[1].Value}={match.Groups[2].Value}\" is not allowed");
            }
        }
    }

    private static async Task<(bool Succeeded, string Output, string Error)> RunOnceAsync(
        string path, IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Limit);
        using Process process = Start(path, arguments);
        try
        {
            process.StandardInput.Close();
            Task<string> output = ReadAsync(process.StandardOutput, limit.Token);
            Task<string> error = ReadAsync(process.StandardError, limit.Token);
            await Task.WhenAll(output, error);
            await process.WaitForExitAsync(limit.Token);
            return (process.ExitCode == 0, await output, await error);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw DaemonException.System($"ps: took longer than {Limit.TotalSeconds} s");
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill();
            }
        }
    }

    private static Process Start(string path, IReadOnlyList<string> arguments)
    {
        try
        {
            return Process.Start(new ProcessStartInfo(path, arguments)
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                StandardOutputEncoding = Encoding.UTF8,
                StandardErrorEncoding = Encoding.UTF8,
            })!;
        }
        catch (Win32Exception failure)
        {
            throw DaemonException.System($"ps: {failure.Message}", failure);
        }
    }

    private static async Task<string> ReadAsync(StreamReader reader, CancellationToken cancellationToken)
    {
        var text = new StringBuilder();
        char[] buffer = new char[8192];
        int count;
        while ((count = await reader.ReadAsync(buffer, cancellationToken)) > 0)
        {
            text.Append(buffer, 0, count);
            if (text.Length > LargestOutput)
            {
                throw DaemonException.System("ps: says too much");
            }
        }

        return text.ToString();
    }

    [GeneratedRegex(@"[\t\n\f\r ]+([^\t\n\f\r ]*)=[\t\n\f\r ]*(PID[^\t\n\f\r ]*)", RegexOptions.CultureInvariant)]
    private static partial Regex Titled();
}
