using System.Collections.Concurrent;
using System.Diagnostics;
using Xunit;

namespace Aot.Daemon.Tests.EndToEnd.Fixtures;

/// <summary>
/// A daemon that the scenarios run on: its own data-root, exec-root, socket, pidfile and config file below one temporary
/// directory. The same scenarios run on dockerd, which shows that the scenario itself is right.
/// </summary>
internal abstract class DaemonUnderTest : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, byte> _containerIds = new();
    private readonly string[] _enter;
    private FileSystemWatcher? _containers;
    private Process? _process;

    protected DaemonUnderTest(string name, string? dataRoot = null, string? networkNamespace = null)
    {
        _enter = networkNamespace is null ? [] : ["nsenter", "--net=" + networkNamespace, "--"];
        Name = name;
        // Short: a unix socket's path has 107 bytes.
        Root = Directory.CreateTempSubdirectory("aot-").FullName;
        DataRoot = dataRoot ?? Path.Combine(Root, "data");
        ExecRoot = Path.Combine(Root, "exec");
        SocketPath = Path.Combine(Root, "d.sock");
        PidFile = Path.Combine(Root, "d.pid");
        ConfigFile = Path.Combine(Root, "daemon.json");
        LogFile = Path.Combine(Root, "daemon.log");
        File.WriteAllText(ConfigFile, "{}\n");
        File.WriteAllText(LogFile, "");
        Cli = new DockerCli(Path.Combine(Root, "home"), "unix://" + SocketPath);
        Api = new EngineApi(SocketPath);
    }

    public string Name { get; }

    /// <summary>Everything of this daemon is below this directory.</summary>
    public string Root { get; }

    public string DataRoot { get; }

    public string ExecRoot { get; }

    public string SocketPath { get; }

    public string PidFile { get; }

    public string ConfigFile { get; }

    public string LogFile { get; }

    public DockerCli Cli { get; }

    public EngineApi Api { get; }

    /// <summary>It runs in a network namespace of its own.</summary>
    protected bool HasOwnNetwork => _enter.Length > 0;

    /// <summary>Set by a test in which this daemon is known to leave something behind; what is left is cleared all the same.</summary>
    public bool ForgiveLeftovers { get; set; }

    public bool IsAotd => this is AotdUnderTest;

    public int Pid => _process?.Id ?? throw new InvalidOperationException("the daemon was not started");

    /// <summary>Ids of all containers that this daemon ever had.</summary>
    public IReadOnlyCollection<string> ContainerIds => [.. _containerIds.Keys];

    /// <summary>All that the daemon has logged, over all of its lives.</summary>
    public string Log => File.ReadAllText(LogFile);

    public Task<CliResult> Docker(params string[] arguments) => Cli.RunAsync(arguments);

    /// <summary>Runs the daemon's program to its end, with this daemon's directories: for starts that are to fail.</summary>
    public async Task<CliResult> RunProgramAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo(Program, [.. CommandLine(), .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        await using var session = new CliSession(start, $"{Program} {string.Join(' ', arguments)}");
        return await session.WaitAsync(20);
    }

    /// <summary>Starts the daemon and waits for its first answered /_ping.</summary>
    public async Task StartAsync(params string[] arguments)
    {
        await LaunchAsync(arguments);
        await Poll.UntilAsync(
            async () => _process!.HasExited
                ? throw new InvalidOperationException($"{Name} ended with {_process.ExitCode} instead of answering:\n{Log}")
                : await Api.AnswersPingAsync(),
            $"{Name} answers /_ping",
            details: () => Log);
    }

    /// <summary>Starts the daemon and waits for nothing.</summary>
    public async Task LaunchAsync(params string[] arguments)
    {
        WatchContainers();
        await PrepareStartAsync();
        // Through a shell that redirects and then is the daemon: a file, because a pipe would end with the test.
        var start = new ProcessStartInfo("/bin/sh") { RedirectStandardInput = true };
        foreach (string argument in (string[])["-c", "log=$1; shift; exec \"$@\" >>\"$log\" 2>&1", "sh", LogFile, .. _enter, Program, .. CommandLine(), .. arguments])
        {
            start.ArgumentList.Add(argument);
        }
        start.Environment.Clear();
        start.Environment["PATH"] = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
        foreach ((string name, string value) in Variables)
        {
            start.Environment[name] = value;
        }
        _process = Process.Start(start) ?? throw new InvalidOperationException($"{Name} did not start");
        _process.StandardInput.Close();
    }

    /// <summary>Whether the daemon was started and has ended since.</summary>
    public bool HasDied => _process is { HasExited: true };

    /// <summary>Waits for a daemon that ends by itself.</summary>
    public Task DiesAsync(double seconds) => WaitForExitAsync(seconds);

    /// <summary>SIGKILL to the daemon alone.</summary>
    public async Task KillAsync()
    {
        Native.Signal(Pid, Native.SigKill);
        await WaitForExitAsync(10);
    }

    /// <summary>SIGTERM; gives the exit code.</summary>
    public async Task<int> StopAsync(double seconds = 30)
    {
        Native.Signal(Pid, Native.SigTerm);
        return await WaitForExitAsync(seconds);
    }

    /// <summary>Removes all containers, stops the daemon, and says what is left of it on the machine; then clears that too.</summary>
    public async Task<IReadOnlyList<string>> TearDownAsync()
    {
        List<string> problems = [];
        if (_process is { HasExited: true } && ContainerIds.Count > 0)
        {
            try
            {
                // A test left it dead: only a living daemon can remove its containers.
                await StartAsync();
            }
            catch (Exception e)
            {
                problems.Add($"{Name} does not start again for the teardown: {e.Message}");
            }
        }
        if (_process is { HasExited: false })
        {
            CliResult list = await Docker("ps", "-aq", "--no-trunc");
            if (list.Lines is { Length: > 0 } ids)
            {
                CliResult removed = await Docker(["rm", "-f", .. ids]);
                if (removed.ExitCode != 0)
                {
                    problems.Add($"docker rm -f: {removed.Stderr}");
                }
            }
            try
            {
                int exitCode = await StopAsync();
                if (exitCode != 0)
                {
                    problems.Add($"{Name} ended with {exitCode} on SIGTERM");
                }
            }
            catch (TimeoutException e)
            {
                problems.Add(e.Message);
                await KillAsync();
            }
        }
        problems.AddRange(await LeakCheck.RunAsync(this));
        return problems;
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is { HasExited: false })
        {
            await KillAsync();
        }
        _process?.Dispose();
        _containers?.Dispose();
        Api.Dispose();
        LeakCheck.Clear(this);
        if (LeakCheck.HasMounts(this))
        {
            throw new InvalidOperationException($"mounts are left below {Root}: not deleting through them");
        }
        Directory.Delete(Root, recursive: true);
    }

    /// <summary>
    /// Starts a daemon for one test, runs it, tears the daemon down and fails on anything left behind. A failing body comes
    /// first, together with the daemon's log.
    /// </summary>
    public static async Task UseAsync<T>(T daemon, Func<T, Task> body)
        where T : DaemonUnderTest
    {
        await using (daemon)
        {
            try
            {
                await body(daemon);
            }
            catch (Exception e)
            {
                IReadOnlyList<string> leftovers = await daemon.TearDownAsync();
                throw new InvalidOperationException(
                    $"on {daemon.Name}: {e.Message}\nleft behind: {string.Join("\n  ", leftovers)}\nlog:\n{Tail(daemon.Log)}", e);
            }
            IReadOnlyList<string> left = await daemon.TearDownAsync();
            if (left.Count > 0 && !daemon.ForgiveLeftovers)
            {
                Assert.Fail($"{daemon.Name} left behind:\n  {string.Join("\n  ", left)}\nlog:\n{Tail(daemon.Log)}");
            }
        }
    }

    /// <summary>A mount that this daemon is known to leave behind (dockerd does; aotd never may).</summary>
    public virtual bool LeavesBehind(string mountPoint) => mountPoint == DataRoot || mountPoint == ExecRoot; // which a test may have mounted itself

    /// <summary>What is to be done before each start; for one, clearing what keeps a killed daemon of this kind from starting again.</summary>
    protected virtual Task PrepareStartAsync() => Task.CompletedTask;

    /// <summary>Environment variables of the daemon, beside PATH.</summary>
    protected virtual IReadOnlyDictionary<string, string> Variables => new Dictionary<string, string>();

    /// <summary>Absolute path of the program.</summary>
    protected abstract string Program { get; }

    /// <summary>The flags that give it its directories.</summary>
    protected abstract IEnumerable<string> CommandLine();

    internal static string Tail(string log) => log.Length <= 8000 ? log : "..." + log[^8000..];

    private async Task<int> WaitForExitAsync(double seconds)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(seconds));
        try
        {
            await _process!.WaitForExitAsync(deadline.Token);
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"{Name} did not end within {seconds} s\n{Tail(Log)}");
        }
        return _process.ExitCode;
    }

    /// <summary>Both daemons keep a directory a container: &lt;data-root&gt;/containers/&lt;id&gt;.</summary>
    private void WatchContainers()
    {
        if (_containers is not null)
        {
            return;
        }
        string directory = Path.Combine(DataRoot, "containers");
        Directory.CreateDirectory(directory);
        _containers = new FileSystemWatcher(directory) { NotifyFilter = NotifyFilters.DirectoryName };
        _containers.Created += (_, created) =>
        {
            if (created.Name is { Length: 64 } id)
            {
                _containerIds[id] = 0;
            }
        };
        _containers.EnableRaisingEvents = true;
    }
}
