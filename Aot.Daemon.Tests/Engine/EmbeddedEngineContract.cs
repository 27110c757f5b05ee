using System.Globalization;
using System.Text;
using Aot.Daemon.Engine;
using Aot.Daemon.Engine.Embedded;
using Aot.Daemon.Linux;
using Aot.Daemon.Primitives;
using Aot.Daemon.Runtimes;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Aot.Daemon.Tests.Engine;

/// <summary>The contract on the engine over the supervisor, and what the supervisor adds to it: surviving.</summary>
public abstract class EmbeddedEngineContract : EngineContract
{
    /// <summary>The supervisor of the tests: the binary that AOTD_BINARY names, else this build's aotd.dll by the host that runs the tests.</summary>
    internal static SupervisorCommand Supervisor { get; } = Environment.GetEnvironmentVariable("AOTD_BINARY") is { Length: > 0 } binary
        ? new SupervisorCommand(binary, ["aotd", "supervise"])
        : new SupervisorCommand(Environment.ProcessPath!, ["dotnet", "exec", Path.Combine(AppContext.BaseDirectory, "aotd.dll"), "supervise"]);

    private EmbeddedEngine Embedded => (EmbeddedEngine)Engine;

    internal override Task<IContainerEngine> OpenEngineAsync()
    {
        EmbeddedEngine engine = new(Sandbox.ExecRoot, Supervisor, NullLogger<EmbeddedEngine>.Instance, TimeProvider.System);
        engine.Start();
        return Task.FromResult<IContainerEngine>(engine);
    }

    internal override async Task CloseEngineAsync(IContainerEngine engine)
    {
        await ((EmbeddedEngine)engine).ShutdownSupervisorAsync(Deadline);
        await engine.DisposeAsync();
    }

    [Fact]
    public async Task A_new_daemon_finds_what_runs_and_what_has_ended()
    {
        IEngineTask running = await CreateAsync("sleep", "1000");
        IEngineTask ended = await CreateAsync("sh", "-c", "sleep 0.1; exit 5");
        IEngineTask created = await CreateAsync("true");
        await running.StartAsync(Deadline);
        await ended.StartAsync(Deadline);
        await Engine.DisposeAsync();
        await Until(() => File.Exists(Path.Combine(Sandbox.ExecRoot, "tasks", ended.ContainerId, "exit.json")));

        await ReopenAsync();
        IReadOnlyList<IEngineTask> found = await Engine.RestoreAsync(Deadline);
        Assert.Equal(3, found.Count);
        ProcessExit exit = await Engine.Exits.ReadAsync(Deadline);
        Assert.Equal((ended.ContainerId, 5), (exit.ContainerId, exit.ExitCode));
        Assert.Equal(0, found.Single(task => task.ContainerId == created.ContainerId).Pid);
        IEngineTask again = found.Single(task => task.ContainerId == running.ContainerId);
        Assert.Equal(running.Pid, again.Pid);
        await again.SignalAsync(Signals.Kill, Deadline);
        Assert.Equal(137, (await again.WaitAsync(Deadline)).ExitCode);
        await DeleteAllAsync(found);
    }

    [Fact]
    public async Task A_supervisor_that_dies_takes_no_container_along()
    {
        IEngineTask engineTask = await CreateAsync("sh", "-c", "i=0; while [ $i -lt 400 ]; do i=$((i+1)); echo line $i; sleep 0.005; done; exit 9");
        await engineTask.StartAsync(Deadline);
        await Until(() => LogOf(engineTask).Contains("line 20\\n", StringComparison.Ordinal));
        KillSupervisor();
        ProcessExit exit = await engineTask.WaitAsync(Deadline);
        Assert.Equal(9, exit.ExitCode);
        string log = LogOf(engineTask);
        for (int i = 1; i <= 400; i++)
        {
            Assert.Contains($"\"log\":\"line {i}\\n\"", log, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task An_exit_while_no_supervisor_is_there_is_told_with_its_code_and_last_output()
    {
        IEngineTask engineTask = await CreateAsync(new StdioOptions { OpenStdin = true, StdinOnce = true }, "sh", "-c", "read x; echo last words $x; exit 6");
        await engineTask.StartAsync(Deadline);
        await using IProcessStream stream = await engineTask.AttachAsync(new AttachOptions { Stdin = true }, Deadline);
        int supervisor = SupervisorPid();
        Stop(supervisor);

        // The input reaches the FIFO by the test's own hand, since the supervisor stands still and then dies.
        await File.WriteAllTextAsync(Path.Combine(Sandbox.ExecRoot, "tasks", engineTask.ContainerId, "stdin"), "x\n", Deadline);
        await Until(() => IsZombieOrGone(engineTask.Pid));
        Kill(supervisor);
        Assert.Equal(6, (await engineTask.WaitAsync(Deadline)).ExitCode);
        Assert.Contains("last words x", LogOf(engineTask), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Input_and_terminals_outlive_the_supervisor()
    {
        IEngineTask piped = await CreateAsync(new StdioOptions { OpenStdin = true, StdinOnce = true }, "sh", "-c", "cat; exit 3");
        IEngineTask terminal = await CreateAsync(new StdioOptions { Terminal = true, OpenStdin = true }, "sh", "-c", "while read x; do echo got $x; done");
        await piped.StartAsync(Deadline);
        await terminal.StartAsync(Deadline);
        KillSupervisor();
        await using IProcessStream toPiped = await piped.AttachAsync(new AttachOptions { Stdin = true, Stdout = true }, Deadline);
        await using IProcessStream toTerminal = await terminal.AttachAsync(new AttachOptions { Stdin = true, Stdout = true }, Deadline);
        await toTerminal.WriteAsync("word\n"u8.ToArray(), Deadline);
        await toTerminal.ReadUntilAsync("got word\r\n", Deadline);
        await toPiped.WriteAsync("word\n"u8.ToArray(), Deadline);
        await toPiped.CompleteInputAsync(Deadline);
        Assert.Equal("word\n", Encoding.UTF8.GetString(Streams.Unframed(await toPiped.ReadToEndAsync(Deadline), 1)));
        Assert.Equal(3, (await piped.WaitAsync(Deadline)).ExitCode);
        Assert.False(terminal.WaitAsync(Deadline).IsCompleted);
    }

    [Fact]
    public async Task A_start_goes_on_when_the_supervisor_dies_over_it()
    {
        for (int delay = 0; delay < 40; delay += 4)
        {
            IEngineTask engineTask = await CreateAsync("sleep", "1000");
            Task starting = engineTask.StartAsync(Deadline).AsTask();
            await Task.Delay(delay, Deadline);
            KillSupervisor();
            await starting;
            Assert.False(IsZombieOrGone(engineTask.Pid));
            await engineTask.DeleteAsync(Deadline);
        }

        Assert.Empty(Sandbox.Cgroups());
    }

    [Fact]
    public async Task Both_dying_leaves_containers_running_and_their_exit_unknown()
    {
        IEngineTask engineTask = await CreateAsync("sleep", "1000");
        await engineTask.StartAsync(Deadline);
        await Engine.DisposeAsync();
        KillSupervisor();
        Assert.False(IsZombieOrGone(engineTask.Pid));
        Kill(engineTask.Pid);

        // Whoever is the parent of orphans here has reaped it; before that the code could still be learnt.
        await Until(() => StatFields(engineTask.Pid).Length == 0);
        await ReopenAsync();
        IReadOnlyList<IEngineTask> found = await Engine.RestoreAsync(Deadline);
        ProcessExit exit = await Engine.Exits.ReadAsync(Deadline);
        Assert.Null(exit.ExitCode);
        await DeleteAllAsync(found);
    }

    [Fact]
    public async Task Thirty_two_starts_at_once_all_succeed_and_leave_nothing_behind()
    {
        IEngineTask warmUp = await CreateAsync("true");
        await warmUp.StartAsync(Deadline);
        await warmUp.WaitAsync(Deadline);
        await warmUp.DeleteAsync(Deadline);
        await Until(() => ChildrenOf(SupervisorPid()).Length == 0);
        int descriptors = SupervisorDescriptors();

        await Task.WhenAll(Enumerable.Range(0, 32).Select(async i =>
        {
            string id = EngineSandbox.NewId();
            IEngineTask engineTask = await Engine.CreateTaskAsync(Sandbox.Options(id, Runtime, "sh", "-c", $"echo {i}; exit {i}"), Deadline);
            await using IProcessStream stream = await engineTask.AttachAsync(new AttachOptions { Stdout = true }, Deadline);
            await engineTask.StartAsync(Deadline);
            Assert.Equal(i, (await engineTask.WaitAsync(Deadline)).ExitCode);
            Assert.Equal($"{i}\n", Encoding.UTF8.GetString(Streams.Unframed(await stream.ReadToEndAsync(Deadline), 1)));
            await engineTask.DeleteAsync(Deadline);
        }));

        await Until(() => SupervisorDescriptors() == descriptors);
        Assert.Empty(Directory.GetDirectories(Path.Combine(Sandbox.ExecRoot, "tasks")));
        Assert.Empty(Directory.GetDirectories(Path.Combine(Sandbox.ExecRoot, "runtime")));
        Assert.Empty(Sandbox.Cgroups());
        await Until(() => ChildrenOf(SupervisorPid()).Length == 0);
    }

    [Fact]
    public async Task A_container_inherits_its_streams_and_nothing_else()
    {
        IEngineTask engineTask = await CreateAsync("ls", "/proc/self/fd");
        await using IProcessStream stream = await engineTask.AttachAsync(new AttachOptions { Stdout = true, Stderr = true }, Deadline);
        await engineTask.StartAsync(Deadline);

        // The fourth is the folder that ls reads.
        Assert.Equal("0\n1\n2\n3\n", Encoding.UTF8.GetString(Streams.Unframed(await stream.ReadToEndAsync(Deadline), 1)));
    }

    [Fact]
    public async Task A_container_in_the_hosts_pid_namespace_ends_as_a_whole()
    {
        string id = EngineSandbox.NewId();
        string[] command = ["sh", "-c", "sleep 1000 & sleep 1000 & echo $!; exit 4"];
        IEngineTask engineTask = await CreateAsync(Sandbox.Options(id, Runtime, command) with
        {
            Spec = Sandbox.Spec(id, terminal: false, command, spec => spec["linux"]!["namespaces"]!.AsArray().RemoveAt(0)),
        });
        await engineTask.StartAsync(Deadline);
        Assert.Equal(4, (await engineTask.WaitAsync(Deadline)).ExitCode);
        await engineTask.DeleteAsync(Deadline);
        Assert.Empty(Sandbox.Cgroups());
        await Until(() => ChildrenOf(SupervisorPid()).Length == 0);
    }

    [Fact]
    public async Task A_container_that_the_kernel_kills_for_want_of_memory_is_told_so()
    {
        IEngineTask engineTask = await StartWithMemoryAsync("x=$(yes | head -c 100000000); echo done");
        ProcessExit exit = await engineTask.WaitAsync(Deadline);
        Assert.Equal((137, true), (exit.ExitCode, exit.OomKilled));
    }

    [Fact]
    public async Task A_kill_for_want_of_memory_that_the_task_survives_is_told_when_it_happens()
    {
        IEngineTask engineTask = await StartWithMemoryAsync("sh -c 'x=$(yes | head -c 100000000)'; sleep 1000");
        Assert.Equal(new TaskOom(engineTask.ContainerId, MayBeKnown: false), await Engine.OutOfMemory.ReadAsync(Deadline));
        Assert.False(engineTask.WaitAsync(Deadline).IsCompleted);
        await Engine.DisposeAsync();

        await ReopenAsync();
        IReadOnlyList<IEngineTask> found = await Engine.RestoreAsync(Deadline);
        while (!(await Engine.OutOfMemory.ReadAsync(Deadline)).MayBeKnown)
        {
            // Version 1 may tell of one kill several times.
        }

        await found[0].SignalAsync(9, Deadline);
        Assert.True((await found[0].WaitAsync(Deadline)).OomKilled);
        await DeleteAllAsync(found);
    }

    private async Task<IEngineTask> StartWithMemoryAsync(string script)
    {
        string id = EngineSandbox.NewId();
        string[] command = ["sh", "-c", script];
        IEngineTask engineTask = await CreateAsync(Sandbox.Options(id, Runtime, command) with
        {
            Spec = Sandbox.Spec(id, terminal: false, command, spec => spec["linux"]!["resources"] =
                new System.Text.Json.Nodes.JsonObject { ["memory"] = new System.Text.Json.Nodes.JsonObject { ["limit"] = 16 * 1024 * 1024 } }),
        });
        await engineTask.StartAsync(Deadline);
        return engineTask;
    }

    [Fact]
    public async Task A_paused_task_is_found_paused_by_a_new_supervisor_and_a_new_daemon()
    {
        IEngineTask paused = await StartTrappingAsync();
        IEngineTask running = await StartTrappingAsync();
        await paused.PauseAsync(Deadline);
        KillSupervisor();
        await running.PauseAsync(Deadline);
        await running.ResumeAsync(Deadline);
        Assert.True(paused.IsPaused);
        await Engine.DisposeAsync();

        await ReopenAsync();
        IReadOnlyList<IEngineTask> found = await Engine.RestoreAsync(Deadline);
        Assert.False(found.Single(task => task.ContainerId == running.ContainerId).IsPaused);
        IEngineTask again = found.Single(task => task.ContainerId == paused.ContainerId);
        Assert.True(again.IsPaused);
        await again.ResumeAsync(Deadline);
        await again.SignalAsync(15, Deadline);
        Assert.Equal(7, (await again.WaitAsync(Deadline)).ExitCode);
        await DeleteAllAsync(found);
    }

    [Fact]
    public async Task Pausing_goes_on_when_the_supervisor_dies_over_it()
    {
        IEngineTask engineTask = await StartTrappingAsync();
        for (int delay = 0; delay < 24; delay += 6)
        {
            await engineTask.PidsAsync(Deadline); // The supervisor that is to die is there.
            Task pausing = engineTask.PauseAsync(Deadline).AsTask();
            await Task.Delay(delay, Deadline);
            KillSupervisor();
            await pausing;
            Assert.True(engineTask.IsPaused);
            await engineTask.PidsAsync(Deadline);
            Task resuming = engineTask.ResumeAsync(Deadline).AsTask();
            await Task.Delay(delay, Deadline);
            KillSupervisor();
            await resuming;
        }

        await engineTask.SignalAsync(15, Deadline);
        Assert.Equal(7, (await engineTask.WaitAsync(Deadline)).ExitCode);
    }

    [Fact]
    public async Task An_update_changes_the_limits_that_it_names()
    {
        IEngineTask engineTask = await CreateAsync("sleep", "1000");
        await engineTask.StartAsync(Deadline);
        await engineTask.UpdateAsync("""{"pids":{"limit":77}}"""u8.ToArray(), Deadline);
        await engineTask.UpdateAsync("""{"memory":{"limit":33554432}}"""u8.ToArray(), Deadline);
        string Read(string name) => File.ReadAllText(Sandbox.Cgroups().Select(folder => Path.Combine(folder, name)).First(File.Exists)).Trim();
        Assert.Equal("77", Read("pids.max"));
        Assert.Equal("33554432", Sandbox.Cgroups().Any(folder => File.Exists(Path.Combine(folder, "memory.max"))) ? Read("memory.max") : Read("memory.limit_in_bytes"));
        DaemonException refusal = await Assert.ThrowsAsync<DaemonException>(
            async () => await engineTask.UpdateAsync("""{"cpu":{"cpus":"900"}}"""u8.ToArray(), Deadline));
        Assert.Equal(ErrorKind.System, refusal.Kind);
    }

    [Fact]
    public async Task Processes_in_cgroups_of_the_containers_own_are_its_as_well()
    {
        IEngineTask engineTask = await CreateAsync("sleep", "1000");
        await engineTask.StartAsync(Deadline);
        IEngineProcess exec = await CreateExecAsync(engineTask, "sleep", "1000");
        await exec.StartAsync(Deadline);
        foreach (string folder in Sandbox.Cgroups().ToArray())
        {
            string inner = Directory.CreateDirectory(Path.Combine(folder, "a/b")).FullName;
            foreach (string cpuset in (string[])["cpuset.cpus", "cpuset.mems"])
            {
                if (File.Exists(Path.Combine(inner, cpuset)) && File.ReadAllText(Path.Combine(inner, cpuset)).Trim().Length == 0)
                {
                    await File.WriteAllTextAsync(Path.Combine(folder, "a", cpuset), await File.ReadAllTextAsync(Path.Combine(folder, cpuset)));
                    await File.WriteAllTextAsync(Path.Combine(inner, cpuset), await File.ReadAllTextAsync(Path.Combine(folder, cpuset)));
                }
            }

            await File.WriteAllTextAsync(Path.Combine(inner, "cgroup.procs"), exec.Pid.ToString(CultureInfo.InvariantCulture));
        }

        Assert.Equal(new[] { engineTask.Pid, exec.Pid }.Order(), await engineTask.PidsAsync(Deadline));
        await engineTask.PauseAsync(Deadline);
        await engineTask.DeleteAsync(Deadline);
        Assert.Empty(Sandbox.Cgroups());
    }

    [Fact]
    public async Task Logs_are_rotated_and_dropped_as_asked()
    {
        string id = EngineSandbox.NewId();
        IEngineTask engineTask = await CreateAsync(Sandbox.Options(id, Runtime, "seq", "1", "1000") with
        {
            Log = new LogOptions { Path = Sandbox.LogPath(id), MaxSize = 4000, MaxFiles = 3 },
        });
        await engineTask.StartAsync(Deadline);
        await engineTask.WaitAsync(Deadline);
        Assert.Equal(3, Directory.GetFiles(Sandbox.Folder, $"{id}*").Length);
        Assert.EndsWith("\n", LogOf(engineTask), StringComparison.Ordinal);
        Assert.Contains("\"log\":\"1000\\n\",\"stream\":\"stdout\"", LogOf(engineTask), StringComparison.Ordinal);
        Assert.InRange(new FileInfo(Sandbox.LogPath(id) + ".1").Length, 4000, 4100);
    }

    [Theory]
    [InlineData("/nosuch/runtime", "does not exist")]
    [InlineData("/bin/true", "wrote no pid file")]
    [InlineData("/bin/false", "ended with code 1")]
    public async Task A_runtime_that_is_none_fails_the_start_with_a_reason(string path, string words)
    {
        IEngineTask engineTask = await CreateAsync(Sandbox.Options(EngineSandbox.NewId(), new RuntimeSelection("none", path), "true"));
        RuntimeStartException failure = await Assert.ThrowsAsync<RuntimeStartException>(async () => await engineTask.StartAsync(Deadline));
        Assert.Equal(RuntimeStartFailure.Other, failure.Failure);
        Assert.Contains(words, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrapper_script_that_is_still_open_for_writing_is_waited_for()
    {
        string script = new WrapperScripts(Sandbox.Folder).Write("wrapped", Runtime.Path, ["--debug"]);
        IEngineTask engineTask = await CreateAsync(Sandbox.Options(EngineSandbox.NewId(), new RuntimeSelection("wrapped", script), "true"));
        Task start;
        using (new FileStream(script, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
        {
            start = engineTask.StartAsync(Deadline).AsTask();
        }

        await start;
        Assert.Equal(0, (await engineTask.WaitAsync(Deadline)).ExitCode);
    }

    [Fact]
    public async Task A_program_that_stays_open_for_writing_fails_the_start()
    {
        string script = new WrapperScripts(Sandbox.Folder).Write("wrapped", Runtime.Path, ["--debug"]);
        using FileStream busy = new(script, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        IEngineTask engineTask = await CreateAsync(Sandbox.Options(EngineSandbox.NewId(), new RuntimeSelection("wrapped", script), "true"));
        RuntimeStartException failure = await Assert.ThrowsAsync<RuntimeStartException>(async () => await engineTask.StartAsync(Deadline));
        Assert.Contains("cannot be run (error 26)", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_supervisor_with_tasks_does_not_end()
    {
        await CreateAsync("true");
        DaemonException failure = await Assert.ThrowsAsync<DaemonException>(() => Embedded.ShutdownSupervisorAsync(Deadline));
        Assert.Equal(ErrorKind.Conflict, failure.Kind);
    }

    private async Task ReopenAsync()
    {
        Forget();
        Engine = await OpenEngineAsync();
    }

    private async Task DeleteAllAsync(IReadOnlyList<IEngineTask> tasks)
    {
        foreach (IEngineTask engineTask in tasks)
        {
            await engineTask.DeleteAsync(Deadline);
        }
    }

    private string LogOf(IEngineTask engineTask) =>
        File.Exists(Sandbox.LogPath(engineTask.ContainerId)) ? File.ReadAllText(Sandbox.LogPath(engineTask.ContainerId)) : "";

    private async Task Until(Func<bool> condition)
    {
        while (!condition())
        {
            await Task.Delay(5, Deadline);
        }
    }

    private void KillSupervisor() => KillSupervisor(Sandbox);

    internal static void KillSupervisor(EngineSandbox sandbox) => Kill(SupervisorPid(sandbox));

    private static void Kill(int pid)
    {
        using var process = Pidfd.Open(pid);
        Assert.True(process is not null && Pidfd.Signal(process, Signals.Kill));
    }

    private static void Stop(int pid)
    {
        const int stop = 19;
        using var process = Pidfd.Open(pid);
        Assert.True(process is not null && Pidfd.Signal(process, stop));
    }

    /// <summary>The supervisor of this sandbox, found by its arguments. A child that it is about to turn into a runtime looks the same.</summary>
    private int SupervisorPid() => SupervisorPid(Sandbox);

    private static int SupervisorPid(EngineSandbox sandbox)
    {
        int[] found =
        [
            .. Processes().Where(process => process.Arguments.Contains("supervise", StringComparison.Ordinal)
                && process.Arguments.Contains(sandbox.ExecRoot, StringComparison.Ordinal)).Select(process => process.Pid),
        ];
        return found.Single(pid => StatFields(pid) is [not "Z", var parent, ..]
            && !found.Contains(int.Parse(parent, NumberStyles.None, CultureInfo.InvariantCulture)));
    }

    /// <summary>Those of containers and clients; the host of this test's supervisor opens a file when it meets an assembly.</summary>
    private int SupervisorDescriptors() => Directory.GetFileSystemEntries($"/proc/{SupervisorPid()}/fd")
        .Count(entry => new FileInfo(entry).LinkTarget?.EndsWith(".dll", StringComparison.Ordinal) == false);

    private static int[] ChildrenOf(int parent) =>
        [.. Processes().Where(process => StatFields(process.Pid) is [_, var of, ..] && of == parent.ToString(CultureInfo.InvariantCulture)).Select(process => process.Pid)];

    private static bool IsZombieOrGone(int pid) => StatFields(pid) is not [not "Z", ..];

    /// <summary>/proc/PID/stat from the state on; empty when there is no such process.</summary>
    private static string[] StatFields(int pid)
    {
        try
        {
            string stat = File.ReadAllText($"/proc/{pid}/stat");
            return stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private static IEnumerable<(int Pid, string Arguments)> Processes()
    {
        foreach (string folder in Directory.GetDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out int pid))
            {
                string arguments;
                try
                {
                    arguments = File.ReadAllText(Path.Combine(folder, "cmdline"));
                }
                catch (IOException)
                {
                    continue;
                }

                yield return (pid, arguments);
            }
        }
    }
}
