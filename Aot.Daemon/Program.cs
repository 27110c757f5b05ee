using Aot.Daemon.Config;
using Aot.Daemon.Lifetime;
using Aot.Daemon.Primitives;
using Aot.Daemon.Runtimes;
using Aot.Daemon.Supervisor;

namespace Aot.Daemon;

/// <summary>The entry: the daemon, or with `supervise` the process that holds the containers.</summary>
internal static class Program
{
    // What pflag's programs, dockerd's client among them, exit with for a wrong command line.
    private const int WrongCommandLine = 125;

    public static async Task<int> Main(string[] args)
    {
        StandardStreams.EnsureOpen();

        // First and apart: the supervisor touches neither the configuration nor ASP.NET, which keeps it small.
        if (args is [SupervisorProgram.Verb, .. string[] rest])
        {
            return SupervisorProgram.Run(rest);
        }

        return await DaemonAsync(args);
    }

    private static async Task<int> DaemonAsync(string[] args)
    {
        CommandLine commandLine;
        try
        {
            commandLine = CommandLine.Parse(args);
        }
        catch (DaemonException failure)
        {
            await Console.Error.WriteLineAsync($"{failure.Message}\nSee 'aotd --help'.");
            return WrongCommandLine;
        }

        if (commandLine.WantsHelp)
        {
            Console.Write(HelpText.Render());
            return 0;
        }

        if (commandLine.WantsVersion)
        {
            Console.WriteLine($"aotd version {BuildVersion.Number}, build {BuildVersion.Commit}");
            return 0;
        }

        try
        {
            DaemonConfig config = ConfigLoader.Load(commandLine);
            if (commandLine.WantsValidation)
            {
                await new SnapshotBuilder(new RuntimeVersions()).BuildAsync(config, version: 1, CancellationToken.None);
                await Console.Error.WriteLineAsync("configuration OK");
                return 0;
            }

            return await DaemonHost.RunAsync(config);
        }
        catch (DaemonException failure)
        {
            await Console.Error.WriteLineAsync(failure.Message);
            return 1;
        }
    }
}
