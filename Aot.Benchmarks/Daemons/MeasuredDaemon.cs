using System.Diagnostics;
using System.Net.Sockets;
using System.Text.Json;

namespace Aot.Benchmarks.Daemons;

/// <summary>A daemon with directories of its own, measured through its socket.</summary>
internal abstract class MeasuredDaemon : IDisposable
{
    private Process? _process;

    protected MeasuredDaemon(string name)
    {
        Name = name;
        Root = Directory.CreateTempSubdirectory("bench-").FullName;
        WriteConfig("{}\n");
        SocketPath = Path.Combine(Root, "d.sock");
        Client = new EngineClient(SocketPath);
    }

    public string Name { get; }

    public string Root { get; }

    public string DataRoot => Path.Combine(Root, "data");

    public string ExecRoot => Path.Combine(Root, "exec");

    public string SocketPath { get; }

    /// <summary>Its daemon.json.</summary>
    public string ConfigFile => Path.Combine(Root, "daemon.json");

    /// <summary>All that it has written to its standard error.</summary>
    public string Log => File.ReadAllText(Path.Combine(Root, "log"));

    public EngineClient Client { get; }

    /// <summary>The path of the network namespace that is its host; null: this process's, and it has no networks of its own.</summary>
    public string? NetworkNamespace { get; init; }

    public int Pid => _process!.Id;

    /// <summary>The daemon's program, absolute.</summary>
    public abstract string Program { get; }

    /// <summary>Those that --daemon names, aotd first; not started.</summary>
    /// <param name="otherwise">What is measured when it names none.</param>
    public static List<MeasuredDaemon> Chosen(Arguments arguments, string otherwise = "both")
    {
        List<MeasuredDaemon> daemons = [];
        if (arguments.Measures("aotd", otherwise))
        {
            daemons.Add(new AotdDaemon(arguments.Aotd));
        }
        if (arguments.Measures("dockerd", otherwise))
        {
            daemons.Add(new DockerdDaemon());
        }
        return daemons;
    }

    /// <summary>The processes that together are the daemon, supervisors and a containerd of its own included.</summary>
    public abstract IEnumerable<int> Processes();

    /// <summary>Starts it; gives the time from the exec to the first answered /_ping.</summary>
    public TimeSpan Start()
    {
        if (!File.Exists(Program))
        {
            throw new FileNotFoundException($"there is no {Program}");
        }
        ForgetLastLife();
        var start = new ProcessStartInfo("/bin/sh") { RedirectStandardInput = true };
        // Not ip-netns(8), which hides the cgroups.
        string[] enter = NetworkNamespace is { } path ? ["nsenter", "--net=" + path, "--"] : [];
        foreach (string argument in (string[])["-c", "log=$1; shift; exec \"$@\" >>\"$log\" 2>&1", "sh", Path.Combine(Root, "log"), .. enter, Program, .. CommandLine()])
        {
            start.ArgumentList.Add(argument);
        }
        long begin = Stopwatch.GetTimestamp();
        _process = Process.Start(start)!;
        while (!AnswersPing())
        {
            if (_process.HasExited || Stopwatch.GetElapsedTime(begin).TotalSeconds > 20)
            {
                throw new InvalidOperationException($"{Name} does not answer:\n{Log}");
            }
            Thread.Sleep(1);
        }
        return Stopwatch.GetElapsedTime(begin);
    }

    /// <summary>Replaces daemon.json whole, as an editor or a deployment does.</summary>
    public void WriteConfig(string json)
    {
        string next = ConfigFile + ".next";
        File.WriteAllText(next, json);
        File.Move(next, ConfigFile, overwrite: true);
    }

    /// <summary>SIGTERM, and waits for the end.</summary>
    public void Stop()
    {
        if (_process is { HasExited: false })
        {
            using Process kill = Process.Start("kill", ["-TERM", _process.Id.ToString()]);
            kill.WaitForExit();
            if (!_process.WaitForExit(20_000))
            {
                _process.Kill();
                _process.WaitForExit();
            }
        }
        _process?.Dispose();
        _process = null;
    }

    /// <summary>SIGKILL to the daemon itself, and waits for its end; what outlives it lives on.</summary>
    public void Kill()
    {
        _process!.Kill();
        _process.WaitForExit();
        _process.Dispose();
        _process = null;
    }

    public void Dispose()
    {
        RemoveContainers();
        Stop();
        Client.Dispose();
        // Mounts that a daemon leaves would be deleted through: then the directory stays.
        foreach (string mountPoint in MountPoints().OrderDescending())
        {
            using Process unmount = Process.Start("umount", ["-l", mountPoint]);
            unmount.WaitForExit();
        }
        if (MountPoints().Length == 0)
        {
            Directory.Delete(Root, recursive: true);
        }
    }

    protected abstract IEnumerable<string> CommandLine();

    /// <summary>Clears what keeps a killed daemon of this kind from starting again.</summary>
    protected virtual void ForgetLastLife()
    {
    }

    /// <summary>The pids of processes whose arguments contain the words.</summary>
    protected static IEnumerable<int> Find(params string[] words)
    {
        foreach (string directory in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(directory), out int pid))
            {
                string commandLine;
                try
                {
                    commandLine = File.ReadAllText($"/proc/{pid}/cmdline");
                }
                catch (IOException)
                {
                    continue;
                }
                if (Array.TrueForAll(words, word => commandLine.Contains(word, StringComparison.Ordinal)))
                {
                    yield return pid;
                }
            }
        }
    }

    /// <summary>What a run that failed left: with live-restore it would outlive the daemon.</summary>
    private void RemoveContainers()
    {
        if (_process is not { HasExited: false } || !AnswersPing())
        {
            return;
        }
        string all = Client.GetAsync("/containers/json?all=1").GetAwaiter().GetResult();
        foreach (JsonElement container in JsonDocument.Parse(all).RootElement.EnumerateArray())
        {
            Client.RemoveAsync(container.GetProperty("Id").GetString()!).GetAwaiter().GetResult();
        }
    }

    private string[] MountPoints() =>
        [.. File.ReadLines("/proc/self/mountinfo").Select(line => line.Split(' ')[4]).Where(path => path.StartsWith(Root + "/", StringComparison.Ordinal))];

    private bool AnswersPing()
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            socket.Connect(new UnixDomainSocketEndPoint(SocketPath));
            socket.Send("GET /_ping HTTP/1.1\r\nHost: d\r\nConnection: close\r\n\r\n"u8);
            Span<byte> answer = stackalloc byte[64];
            int read = socket.Receive(answer);
            return answer[..read].StartsWith("HTTP/1.1 200"u8);
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
