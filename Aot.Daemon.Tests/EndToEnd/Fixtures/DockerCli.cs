using System.Diagnostics;

namespace Aot.Daemon.Tests.EndToEnd.Fixtures;

/// <summary>The stock docker CLI, talking to one daemon: only DOCKER_HOST is set, and a home and config directory of its own.</summary>
internal sealed class DockerCli
{
    private readonly string _home;
    private readonly string _dockerHost;

    public DockerCli(string home, string dockerHost)
    {
        _home = home;
        _dockerHost = dockerHost;
        Directory.CreateDirectory(home);
    }

    /// <summary>Runs the CLI to its end, with nothing on its standard input.</summary>
    public Task<CliResult> RunAsync(params string[] arguments) => RunAsync(ReadOnlyMemory<byte>.Empty, 60, arguments);

    /// <summary>Runs the CLI to its end, feeding it the input and then end-of-file.</summary>
    public async Task<CliResult> RunAsync(ReadOnlyMemory<byte> input, double seconds, params string[] arguments)
    {
        await using CliSession session = Start(arguments);
        try
        {
            await session.Input.WriteAsync(input);
            session.CloseInput();
        }
        catch (IOException)
        {
            // The CLI ended without reading all of it; its exit code says why.
        }
        return await session.WaitAsync(seconds);
    }

    /// <summary>Starts the CLI with pipes for its input and outputs.</summary>
    public CliSession Start(params string[] arguments)
    {
        ProcessStartInfo start = Describe("docker");
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }
        return new CliSession(start, "docker " + string.Join(' ', arguments));
    }

    /// <summary>
    /// Starts the CLI on a pseudo-terminal of the given size, through script(1); what is typed goes to the session's input. The terminal
    /// is raw from the beginning, as the CLI makes it, so that nothing typed early is echoed or swallowed.
    /// </summary>
    public async Task<CliSession> StartOnTerminalAsync(int rows, int columns, params string[] arguments)
    {
        string command = "docker " + string.Join(' ', arguments.Select(Quote));
        ProcessStartInfo start = Describe("script");
        start.ArgumentList.Add("--quiet");
        start.ArgumentList.Add("--flush");
        start.ArgumentList.Add("--return");
        start.ArgumentList.Add("--command");
        start.ArgumentList.Add($"stty raw -echo rows {rows} cols {columns}; echo terminal; exec {command}");
        start.ArgumentList.Add("/dev/null");
        var session = new CliSession(start, command);
        await session.WaitForOutputAsync("terminal");
        return session;
    }

    /// <summary>A program with the environment that the CLI has.</summary>
    public ProcessStartInfo Describe(string program)
    {
        var start = new ProcessStartInfo(program)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = _home,
        };
        start.Environment.Clear();
        start.Environment["PATH"] = Environment.GetEnvironmentVariable("PATH");
        start.Environment["HOME"] = _home;
        start.Environment["DOCKER_CONFIG"] = Path.Combine(_home, ".docker");
        start.Environment["DOCKER_HOST"] = _dockerHost;
        start.Environment["TERM"] = "xterm";
        start.Environment["SHELL"] = "/bin/sh";
        return start;
    }

    private static string Quote(string argument) => $"'{argument.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
