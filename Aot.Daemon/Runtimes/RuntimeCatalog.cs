using System.Collections.Immutable;
using Aot.Daemon.Engine;
using Aot.Daemon.Linux;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Runtimes;

/// <summary>The runtimes that containers can name, and the one that they get when they name none. Immutable; made at the daemon's start
/// and at a reload.</summary>
internal sealed class RuntimeCatalog
{
    private const string Crun = "crun";
    private const string Runc = "runc";

    /// <summary>What dockerd's clients call runc; an embedded engine has no shims.</summary>
    private const string RuncShim = "io.containerd.runc.v2";

    private static readonly string[] Stock = [Crun, Runc];

    private readonly ImmutableSortedDictionary<string, RuntimeDescriptor> _all;

    private RuntimeCatalog(ImmutableSortedDictionary<string, RuntimeDescriptor> all, string defaultName)
    {
        _all = all;
        DefaultName = defaultName;
    }

    /// <summary>The configured default; else crun where it is installed and works, for it starts containers in half of runc's time; else runc.</summary>
    public string DefaultName { get; }

    /// <summary>By name: those configured, and of crun and runc those installed.</summary>
    public IEnumerable<RuntimeDescriptor> All => _all.Values;

    /// <summary>Looks for the stock runtimes and asks crun whether it works, which takes a few milliseconds.</summary>
    /// <param name="configured">--add-runtime; an entry named crun or runc takes the stock one's place.</param>
    /// <param name="configuredDefault">--default-runtime, or empty.</param>
    public static async ValueTask<RuntimeCatalog> CreateAsync(
        ImmutableSortedDictionary<string, RuntimeConfig> configured,
        string configuredDefault,
        RuntimeVersions versions,
        CancellationToken cancellationToken)
    {
        var all = ImmutableSortedDictionary.CreateBuilder<string, RuntimeDescriptor>(StringComparer.Ordinal);
        foreach (string name in Stock)
        {
            if (ProgramSearch.Find(name) is string path)
            {
                all[name] = new RuntimeDescriptor(name, path, []);
            }
        }

        foreach ((string name, RuntimeConfig runtime) in configured)
        {
            all[name] = new RuntimeDescriptor(name, runtime.Path, runtime.Arguments);
        }

        string defaultName = configuredDefault;
        if (defaultName.Length == 0)
        {
            bool crunWorks = all.TryGetValue(Crun, out RuntimeDescriptor? crun)
                && Locate(crun.Path) is string path
                && await versions.AskAsync(path, cancellationToken) is not null;
            defaultName = crunWorks ? Crun : Runc;
        }

        return new RuntimeCatalog(all.ToImmutable(), defaultName);
    }

    /// <summary>Invalid unless there is a runtime of that name; empty is the default. A create checks this and a start resolves it.</summary>
    public void Validate(string name) => Describe(name);

    /// <summary>
    /// What a container with this runtime's name (empty: the default) is started with. Invalid for an unknown name; System when the
    /// runtime's binary is not there; NotImplemented for one with arguments.
    /// </summary>
    public RuntimeSelection Resolve(string name)
    {
        RuntimeDescriptor runtime = Describe(name);
        if (runtime.Arguments.Length > 0)
        {
            throw DaemonException.NotImplemented($"runtime {runtime.Name}: runtime arguments are not built yet (issue 3)");
        }

        string path = Locate(runtime.Path)
            ?? throw DaemonException.System($"runtime {runtime.Name}: {runtime.Path} is not installed, or not executable");
        return new RuntimeSelection(runtime.Name, path);
    }

    private RuntimeDescriptor Describe(string name)
    {
        string wanted = name.Length == 0 ? DefaultName : name;
        if (_all.TryGetValue(wanted, out RuntimeDescriptor? runtime))
        {
            return runtime;
        }

        return wanted switch
        {
            RuncShim when _all.TryGetValue(Runc, out runtime) => runtime,
            // Known though absent: the start says what is missing.
            Crun or Runc or RuncShim => new RuntimeDescriptor(wanted, wanted == RuncShim ? Runc : wanted, []),
            _ => throw DaemonException.Invalid("unknown or invalid runtime name: " + name),
        };
    }

    private static string? Locate(string path) =>
        path.StartsWith('/') ? (ProgramSearch.IsExecutable(path) ? path : null) : ProgramSearch.Find(path);
}
