using Aot.Daemon.Config;
using Aot.Daemon.Lifetime;
using Aot.Daemon.Primitives;
using Aot.Daemon.Reload;
using Aot.Daemon.Reload.Contracts;
using Aot.Daemon.Supervisor;

namespace Aot.Daemon;

/// <summary>The entry: the daemon, or with `supervise` the process that holds the containers, or with `reload` a client of the daemon.</summary>
internal static class Program
{
    // What pflag's programs, dockerd's client among them, exit with for a wrong command line.
    private const int WrongCommandLine = 125;

    /// <summary>A reload takes milliseconds; a machine may be very busy.</summary>
    private static readonly TimeSpan ReloadLimit = TimeSpan.FromSeconds(60);

    public static async Task<int> Main(string[] args)
    {
        StandardStreams.EnsureOpen();

        // First and apart: the supervisor touches neither the configuration nor ASP.NET, which keeps it small.
        if (args is [SupervisorProgram.Verb, .. string[] rest])
        {
            return SupervisorProgram.Run(rest);
        }

        return args is [ReloadArguments.Verb, .. string[] flags] ? await ReloadAsync(flags) : await DaemonAsync(args);
    }

    private static async Task<int> ReloadAsync(string[] flags)
    {
        try
        {
            ReloadArguments arguments = ReloadArguments.Parse(flags);
            if (arguments.WantsHelp)
            {
                Console.Write(ReloadArguments.Help);
                return 0;
            }

            using CancellationTokenSource limit = new(ReloadLimit);
            ReloadResponse response = await ReloadClient.PostAsync(arguments.SocketPath, limit.Token);
            Console.Write(ReloadText.Render(response));
            if (response.Message is null)
            {
                return 0;
            }

            await Console.Error.WriteLineAsync(response.Message);
            return 1;
        }
        catch (OperationCanceledException)
        {
            await Console.Error.WriteLineAsync($"the daemon did not answer within {ReloadLimit.TotalSeconds} seconds");
            return 1;
        }
        catch (DaemonException failure) when (failure.Kind == ErrorKind.Invalid)
        {
            await Console.Error.WriteLineAsync($"{failure.Message}\nSee 'aotd reload --help'.");
            return WrongCommandLine;
        }
        catch (DaemonException failure)
        {
            await Console.Error.WriteLineAsync(failure.Message);
            return 1;
        }
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
                FeatureChecks.Run(config);
                SnapshotBuilder.Check(config);
                SocketGroup.Resolve(config);
                foreach (string warning in ConfigWarnings.Of(config))
                {
                    await Console.Error.WriteLineAsync("warning: " + warning);
                }

                await Console.Error.WriteLineAsync("configuration OK");
                return 0;
            }

            return await DaemonHost.RunAsync(commandLine, config);
        }
        catch (DaemonException failure)
        {
            await Console.Error.WriteLineAsync(failure.Message);
            return 1;
        }
    }
}
