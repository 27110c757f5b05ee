using System.Collections.Concurrent;
using System.Collections.Immutable;
using Aot.Daemon.Engine;
using Aot.Daemon.Linux;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Runtimes;

/// <summary>The runtimes that containers can name, and the one that they get when they name none. Immutable; derived from the configuration at
/// the daemon's start and at each reload.</summary>
internal sealed class RuntimeCatalog
{
    private readonly ImmutableSortedDictionary<string, RuntimeDescriptor> _all;

    // What was found, by name: a start does not search PATH again for a binary that is where it was.
    private readonly ConcurrentDictionary<string, (RuntimeSelection Selection, string Binary)> _found = new();

    private RuntimeCatalog(ImmutableSortedDictionary<string, RuntimeDescriptor> all, string defaultName)
    {
        _all = all;
        DefaultName = defaultName;
    }

    /// <summary>default-runtime, or the host's own default.</summary>
    public string DefaultName { get; }

    /// <summary>The default's description; null when it is none of <see cref="All"/>.</summary>
    public RuntimeDescriptor? Default => _all.GetValueOrDefault(DefaultName);

    /// <summary>By name: those configured, runc under both of its names, and crun where it is installed.</summary>
    public IEnumerable<RuntimeDescriptor> All => _all.Values;

    /// <summary>
    /// Checks the user's definitions and derives the runtimes from them. Runs no process, and changes nothing that anything refers to: the
    /// scripts that it writes are new files or the same.
    /// </summary>
    /// <param name="configuredDefault">default-runtime, or empty.</param>
    /// <param name="hostDefault">What <see cref="StockRuntimes.ChooseDefaultAsync"/> chose.</param>
    /// <exception cref="DaemonException">Invalid, in dockerd's words; System when a script cannot be written.</exception>
    public static RuntimeCatalog Prepare(
        ImmutableSortedDictionary<string, RuntimeConfig> configured, string configuredDefault, WrapperScripts scripts, string hostDefault)
    {
        RuntimeRules.Check(configured, configuredDefault);
        var all = ImmutableSortedDictionary.CreateBuilder<string, RuntimeDescriptor>(StringComparer.Ordinal);
        all[StockRuntimes.Runc] = Stock(StockRuntimes.Runc, StockRuntimes.Runc);
        all[ShimName.Runc] = Stock(ShimName.Runc, StockRuntimes.Runc);
        if (ProgramSearch.Find(StockRuntimes.Crun) is not null)
        {
            all[StockRuntimes.Crun] = Stock(StockRuntimes.Crun, StockRuntimes.Crun);
        }

        foreach ((string name, RuntimeConfig runtime) in configured)
        {
            all[name] = runtime.Path.Length > 0 ? OfPath(name, runtime, scripts) : OfType(name, runtime);
        }

        return new RuntimeCatalog(all.ToImmutable(), configuredDefault.Length > 0 ? configuredDefault : hostDefault);
    }

    /// <summary>
    /// Whether a container may be created with this runtime (empty: the default). Invalid for an unknown name, NotImplemented for one that needs
    /// containerd, System when the binary behind a script is missing; other binaries may still be installed before the start.
    /// </summary>
    public void Validate(string name)
    {
        RuntimeDescriptor runtime = Describe(name);
        if (runtime.Script is not null || runtime.NotBuilt is not null)
        {
            Locate(runtime);
        }
    }

    /// <summary>
    /// What a container with this runtime's name (empty: the default) is started with and tied to. Fails as <see cref="Validate"/> does, and as System
    /// when the binary is missing.
    /// </summary>
    public RuntimeSelection Resolve(string name)
    {
        if (_found.TryGetValue(name, out (RuntimeSelection Selection, string Binary) found) && ProgramSearch.IsExecutable(found.Binary))
        {
            return found.Selection;
        }

        RuntimeDescriptor runtime = Describe(name);
        string binary = Locate(runtime);
        var selection = new RuntimeSelection(runtime.Name, runtime.Script ?? binary);
        _found[name] = (selection, binary);
        return selection;
    }

    /// <summary>The absolute path of a runtime's binary, arguments left aside; null when it is not there.</summary>
    public static string? FindBinary(RuntimeDescriptor runtime) =>
        runtime.Binary.StartsWith('/') ? (ProgramSearch.IsExecutable(runtime.Binary) ? runtime.Binary : null)
        : runtime.Binary.Length > 0 ? ProgramSearch.Find(runtime.Binary)
        : null;

    private static RuntimeDescriptor Stock(string name, string binary) => new(name, new RuntimeConfig { Path = binary }, binary);

    private static RuntimeDescriptor OfPath(string name, RuntimeConfig runtime, WrapperScripts scripts)
    {
        if (runtime.Arguments.IsEmpty)
        {
            return new RuntimeDescriptor(name, runtime, runtime.Path);
        }

        // The script does not depend on the PATH that it is run with, unless the binary is yet to be installed.
        string binary = runtime.Path.StartsWith('/') ? runtime.Path : ProgramSearch.Find(runtime.Path) ?? runtime.Path;
        return new RuntimeDescriptor(name, runtime, runtime.Path, scripts.Write(name, binary, runtime.Arguments.AsSpan()));
    }

    private static RuntimeDescriptor OfType(string name, RuntimeConfig runtime)
    {
        if (runtime.RuntimeType != ShimName.Runc)
        {
            return new RuntimeDescriptor(name, runtime, "", NotBuilt: NeedsContainerd(runtime.RuntimeType));
        }

        RuncShimOptions options = runtime.Options.Length > 0 ? RuncShimOptions.Parse(runtime.Options) : new RuncShimOptions("", "", null);
        return new RuntimeDescriptor(
            name,
            runtime,
            options.BinaryName.Length > 0 ? options.BinaryName : StockRuntimes.Runc,
            NotBuilt: options.Unsupported.Length > 0 ? $"option {options.Unsupported} is not supported by the embedded engine" : null);
    }

    private static string NeedsContainerd(string shim) => $"the shim {shim} needs containerd, which is not supported yet";

    private static string Locate(RuntimeDescriptor runtime)
    {
        if (runtime.NotBuilt is string reason)
        {
            throw DaemonException.NotImplemented($"runtime {runtime.Name}: {reason}");
        }

        return FindBinary(runtime) ?? throw DaemonException.System(
            runtime.Script is null
                ? $"runtime {runtime.Name}: {runtime.Binary} is not installed, or not executable"
                : $"runtime {runtime.Name}: error while looking up the specified runtime path: {runtime.Binary} is not installed, or not executable");
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
            // Known though absent: the start says what is missing.
            StockRuntimes.Crun => Stock(wanted, wanted),
            _ when ShimName.IsImplicit(wanted) => new RuntimeDescriptor(wanted, new RuntimeConfig { RuntimeType = wanted }, "", NotBuilt: NeedsContainerd(wanted)),
            _ => throw DaemonException.Invalid("unknown or invalid runtime name: " + wanted),
        };
    }
}
