using Aot.Daemon.Linux;

namespace Aot.Daemon.Runtimes;

/// <summary>The runtimes that need no configuration.</summary>
internal static class StockRuntimes
{
    /// <summary>Always known, and reserved, as dockerd has it.</summary>
    public const string Runc = "runc";

    /// <summary>Known, and listed where it is installed. Users of dockerd define it themselves, so their definition is allowed, and wins.</summary>
    public const string Crun = "crun";

    /// <summary>Whether it is a name that can be used without configuration, installed or not: a start says what is missing.</summary>
    public static bool Has(string name) => name is Runc or Crun or ShimName.Runc;

    /// <summary>What is used without a default-runtime: crun where it is installed and runs, for it starts a container in a third of runc's time;
    /// else runc. A fact of the host, and not of its configuration: asked once, at the daemon's start.</summary>
    public static async ValueTask<string> ChooseDefaultAsync(RuntimeVersions versions, CancellationToken cancellationToken) =>
        ProgramSearch.Find(Crun) is string path && await versions.AskAsync(path, cancellationToken) is not null ? Crun : Runc;
}
