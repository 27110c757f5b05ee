using System.Globalization;
using Aot.Daemon.Config;
using Aot.Daemon.Linux;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Reload;

/// <summary>The command line of `aotd reload`: which daemon is meant.</summary>
/// <param name="SocketPath">Absolute.</param>
internal sealed record ReloadArguments(string SocketPath, bool WantsHelp)
{
    public const string Verb = "reload";

    public const string Help = """
        Usage:  aotd reload [-H unix://PATH | --pidfile FILE]

        Has the running daemon reload its configuration file, waits, and prints the outcome key by key.
        The exit code is 0, or 1 with the reason when nothing was changed.

        Options:
          -H, --host list                   Socket of the daemon (default unix:///run/aotd.sock)
          -p, --pidfile string              PID file of the daemon
          -h, --help                        Print usage

        """;

    /// <summary>Reads the arguments after the verb.</summary>
    /// <exception cref="DaemonException">Invalid: a wrong command line. NotFound: the pid file names no daemon.</exception>
    public static ReloadArguments Parse(IReadOnlyList<string> arguments)
    {
        CommandLine flags = CommandLine.Parse(arguments);
        foreach (DaemonOption option in OptionTable.Rows)
        {
            if (flags.ValuesOf(option).Count > 0 && option.Name is not ("host" or "pidfile" or OptionTable.Help))
            {
                throw DaemonException.Invalid($"unknown flag: --{option.Name}");
            }
        }

        DaemonConfig chosen = flags.Apply(new DaemonConfig());
        bool byHost = flags.ValuesOf(OptionTable.ByName("host")!).Count > 0;
        bool byPid = flags.ValuesOf(OptionTable.ByName("pidfile")!).Count > 0;
        if (flags.WantsHelp)
        {
            return new ReloadArguments("", WantsHelp: true);
        }

        if (byHost && byPid)
        {
            throw DaemonException.Invalid("give one of --host and --pidfile");
        }

        return new ReloadArguments(byPid ? SocketOf(chosen.PidFile) : chosen.Hosts[0].SocketPath, WantsHelp: false);
    }

    private static string SocketOf(string pidFile)
    {
        string text;
        try
        {
            text = File.ReadAllText(pidFile).Trim();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw DaemonException.NotFound($"the pid file cannot be read: {failure.Message}");
        }

        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int pid) || ListeningSockets.Of(pid) is not [string path, ..])
        {
            throw DaemonException.NotFound($"no daemon runs that {pidFile} names");
        }

        return path;
    }
}
