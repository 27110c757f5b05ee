using System.Diagnostics;

namespace Aot.Daemon.Tests.EndToEnd.Fixtures;

/// <summary>The published binary: AOTD_BINARY, else artifacts/aotd of this repository.</summary>
/// <param name="networkNamespace">The path of the network namespace that it runs in; null: the test's own, which it leaves alone.</param>
internal class AotdUnderTest(string? dataRoot = null, string? networkNamespace = null) : DaemonUnderTest("aotd", dataRoot, networkNamespace)
{
    /// <summary>The directory that holds aotd.slnx.</summary>
    public static string Repository { get; } = FindRepository();

    public static string Binary { get; } = FindBinary();

    protected override string Program =>
        File.Exists(Binary) ? Binary : throw new InvalidOperationException($"there is no {Binary}: run ./publish.sh, or set AOTD_BINARY");

    /// <summary>`aotd reload`, to its end; without arguments it names this daemon by its socket.</summary>
    public async Task<CliResult> ReloadAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo(Program, arguments.Length > 0 ? ["reload", .. arguments] : ["reload", "--host", "unix://" + SocketPath])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        await using var session = new CliSession(start, $"aotd {string.Join(' ', start.ArgumentList)}");
        return await session.WaitAsync(20);
    }

    /// <summary>Pids of this daemon's supervisors: `aotd supervise ... --exec-root DIR`. One is right, none before the first container.</summary>
    public IReadOnlyList<int> Supervisors()
    {
        ProcessEntry[] supervisors =
        [
            .. from process in ProcessEntry.All()
               where process.State is not 'Z' && process.CommandLine.Contains("supervise")
               where process.CommandLine.Any(word => word == ExecRoot || word == "--exec-root=" + ExecRoot)
               select process,
        ];
        // A child that has not executed its runtime yet still bears the supervisor's command line.
        return [.. supervisors.Where(process => supervisors.All(other => other.Pid != process.ParentPid)).Select(process => process.Pid)];
    }

    protected override IEnumerable<string> CommandLine() =>
    [
        "--data-root", DataRoot,
        "--exec-root", ExecRoot,
        "--host", "unix://" + SocketPath,
        "--pidfile", PidFile,
        "--config-file", ConfigFile,
        .. (string[])(HasOwnNetwork ? [] : ["--bridge", "none"]),
    ];

    private static string FindBinary() => Environment.GetEnvironmentVariable("AOTD_BINARY") is { Length: > 0 } named
        ? Path.GetFullPath(named)
        : Path.Combine(Repository, "artifacts", "aotd");

    private static string FindRepository()
    {
        string directory = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(directory, "aotd.slnx")))
        {
            directory = Path.GetDirectoryName(directory) ?? throw new InvalidOperationException("aotd.slnx is not above the tests");
        }
        return directory;
    }
}
