using System.Diagnostics;

namespace Aot.Daemon.Tests.Networks;

/// <summary>A program of the machine run in the calling thread's network namespace, such as nft(8) to see what somebody else would see.</summary>
internal static class TestTool
{
    /// <summary>What it writes; its failure is the test's.</summary>
    public static string Run(string program, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        string output = process.StandardOutput.ReadToEnd();
        string errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)}: {errors}");
    }
}
