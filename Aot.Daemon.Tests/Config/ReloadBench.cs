using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Aot.Daemon.Config;
using Aot.Daemon.Logging;
using Aot.Daemon.Runtimes;
using Aot.Daemon.Tests.Api;
using Microsoft.Extensions.Logging;

namespace Aot.Daemon.Tests.Config;

/// <summary>A daemon's configuration without the daemon: a file, flags, a data-root, the store and its reloader, composed as the daemon composes them.</summary>
internal sealed class ReloadBench : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly SnapshotBuilder _builder;

    public ReloadBench(string file = "{}", params string[] flags)
    {
        ConfigFile = _folder.Write("daemon.json", file);
        CommandLine = CommandLine.Parse(["--config-file", ConfigFile, "--data-root", DataRoot, "--exec-root", _folder.File("exec"), .. flags]);
        Directory.CreateDirectory(DataRoot);
        _builder = new SnapshotBuilder(new WrapperScripts(DataRoot), StockRuntimes.Crun);
        Build = (config, version) =>
        {
            FeatureChecks.Run(config);
            return _builder.Build(config, version);
        };
        Store = new SnapshotStore(Start());
        Level = new LogSwitch(LogLevels.Of(Store.Current.Config));
        Reloader = new ConfigReloader(
            CommandLine,
            Store,
            (config, version) => Build(config, version),
            [
                next => Level.Level = LogLevels.Of(next.Config),
                next => Events.Enqueue(ReloadEvent.Attributes(next, "host", "private")),
                next => OnCommit(next),
            ],
            report => Outcomes.Enqueue(report),
            new Logger<ConfigReloader>(Log));
    }

    public string ConfigFile { get; }

    public string DataRoot => _folder.File("data");

    public CommandLine CommandLine { get; }

    public SnapshotStore Store { get; }

    public ConfigReloader Reloader { get; }

    public LogSwitch Level { get; }

    public RecordingLoggers Log { get; } = new();

    public ConcurrentQueue<IReadOnlyDictionary<string, string>> Events { get; } = new();

    /// <summary>What was told of each reload.</summary>
    public ConcurrentQueue<ReloadReport> Outcomes { get; } = new();

    /// <summary>How the next snapshot is made.</summary>
    public Func<DaemonConfig, long, DaemonSnapshot> Build { get; set; }

    /// <summary>A commit step of a test's own, after the others.</summary>
    public Action<DaemonSnapshot> OnCommit { get; set; } = _ => { };

    public DaemonConfig Config => Store.Current.Config;

    /// <summary>What a daemon started now would run with.</summary>
    public DaemonSnapshot Start() => Build(ConfigLoader.Load(CommandLine), 1);

    public Task<ReloadReport> ReloadAsync() => Reloader.ReloadAsync(CancellationToken.None);

    /// <summary>Writes the file, then reloads.</summary>
    public Task<ReloadReport> ReloadAsync(string file)
    {
        File.WriteAllText(ConfigFile, file);
        return ReloadAsync();
    }

    /// <summary>The lines logged at a level or above.</summary>
    public string[] Logged(LogLevel least) => [.. Log.Lines.Where(line => line.Level >= least).Select(line => line.Text)];

    /// <summary>The names, modes and contents of all that is under the data-root.</summary>
    public string Files()
    {
        StringBuilder all = new();
        foreach (string path in Directory.EnumerateFileSystemEntries(DataRoot, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            string content = File.Exists(path) ? Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(path))) : "";
            all.Append(path[DataRoot.Length..]).Append(' ').Append(File.GetUnixFileMode(path)).Append(' ').AppendLine(content);
        }

        return all.ToString();
    }

    public void Dispose()
    {
        Reloader.Dispose();
        _folder.Dispose();
    }
}
