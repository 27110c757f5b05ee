using System.Diagnostics;

namespace Aot.Daemon.Primitives;

/// <summary>
/// The places at which a test can have the daemon or the supervisor die as if by `kill -9`: between any two steps that something outlives.
/// The calls exist in builds with CRASH_POINTS alone (publish.sh --crash-points); the published binary has none, and no word of this.
/// </summary>
internal static class CrashPoint
{
#if CRASH_POINTS
    /// <summary>The environment variable that names the file in which a test writes the step to die at.</summary>
    public const string Variable = "AOTD_CRASH_FILE";
#endif

    /// <summary>Dies here if a test has asked for it: once, as the file that asks is removed first.</summary>
    /// <param name="step">`verb:what has just been done`.</param>
    [Conditional("CRASH_POINTS")]
    public static void At(string step)
    {
#if CRASH_POINTS
        if (Environment.GetEnvironmentVariable(Variable) is { } file && File.Exists(file) && Read(file) == step)
        {
            const int Kill = 9;
            File.Delete(file);
            using var self = Interop.PidfdOpen.Call(Environment.ProcessId);
            _ = Interop.PidfdSendSignal.Call(self, Kill);
            Thread.Sleep(Timeout.Infinite);
        }
#else
        _ = step;
#endif
    }

#if CRASH_POINTS
    /// <summary>Null when the other process has just come to its step.</summary>
    private static string? Read(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }
#endif
}
