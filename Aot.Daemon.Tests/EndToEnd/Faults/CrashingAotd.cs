using Aot.Daemon.Tests.EndToEnd.Fixtures;

namespace Aot.Daemon.Tests.EndToEnd.Faults;

/// <summary>
/// A build of aotd that can be told to die at any step, and that waits for runtimes for a second instead of a minute (publish.sh
/// --crash-points): AOTD_CRASH_BINARY, else artifacts/crash/aotd.
/// </summary>
internal sealed class CrashingAotd(string? networkNamespace = null) : AotdUnderTest(networkNamespace: networkNamespace)
{
    public static string CrashBinary { get; } = Environment.GetEnvironmentVariable("AOTD_CRASH_BINARY") is { Length: > 0 } named
        ? Path.GetFullPath(named)
        : Path.Combine(Repository, "artifacts", "crash", "aotd");

    /// <summary>What both the daemon and its supervisor look into at every step.</summary>
    private string CrashFile => Path.Combine(Root, "crash");

    public bool IsArmed => File.Exists(CrashFile);

    protected override string Program =>
        File.Exists(CrashBinary) ? CrashBinary : throw new InvalidOperationException($"there is no {CrashBinary}: run ./publish.sh --crash-points");

    protected override IReadOnlyDictionary<string, string> Variables => new Dictionary<string, string> { ["AOTD_CRASH_FILE"] = CrashFile };

    protected override IEnumerable<string> CommandLine() => [.. base.CommandLine(), .. FaultyRuntime.Install(this)];

    /// <summary>Whichever process comes to this step first dies there.</summary>
    public void Arm(string step)
    {
        string written = CrashFile + ".new";
        File.WriteAllText(written, step);
        File.Move(written, CrashFile);
    }
}
