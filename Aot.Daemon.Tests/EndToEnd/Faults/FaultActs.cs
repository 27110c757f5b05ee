using System.Net;
using Aot.Daemon.Tests.EndToEnd.Fixtures;
using Xunit;

namespace Aot.Daemon.Tests.EndToEnd.Faults;

/// <summary>The acts that faults are tried in.</summary>
internal static class FaultActs
{
    private static readonly string[] NoSuchCommand = ["/no/such/command"];

    public static FaultAct Create { get; } = new("create")
    {
        PrepareAsync = (_, _) => Task.CompletedTask,
        DoAsync = async (_, box) => await box.CreateAsync(),
        Promise = "created",
    };

    public static FaultAct Start { get; } = new("start")
    {
        PrepareAsync = CreatedAsync,
        DoAsync = async (_, box) => await box.StartAsync(),
        Promise = "running",
    };

    public static FaultAct StartTerminal { get; } = Start with { Name = "start with a terminal", Box = (daemon, runtime) => new Box(daemon, runtime) { Terminal = true } };

    public static FaultAct StartAgain { get; } = Start with { Name = "start again", PrepareAsync = ExitedAsync };

    public static FaultAct FailedStart { get; } = Start with
    {
        Name = "failed start",
        Box = (daemon, runtime) => new Box(daemon, runtime) { Command = NoSuchCommand },
        IsRefused = true,
    };

    public static FaultAct FailedStartRemoving { get; } = Start with
    {
        Name = "failed start of --rm",
        Box = (daemon, runtime) => new Box(daemon, runtime) { Command = NoSuchCommand, RemovesItself = true },
        IsRefused = true,
    };

    public static FaultAct Stop { get; } = new("stop")
    {
        Box = (daemon, runtime) => new Box(daemon, runtime) { StopSignal = "SIGKILL" },
        PrepareAsync = RunningAsync,
        DoAsync = async (_, box) => await box.StopAsync(null),
        Promise = "exited",
    };

    /// <summary>It does not heed SIGTERM, and is killed.</summary>
    public static FaultAct StopByForce { get; } = new("stop by force")
    {
        PrepareAsync = RunningAsync,
        DoAsync = async (_, box) => await box.StopAsync(0),
        Promise = "exited",
    };

    public static FaultAct Exit { get; } = new("exit")
    {
        PrepareAsync = RunningAsync,
        DoAsync = async (_, box) => await EndAsync(box),
        Promise = "exited",
    };

    public static FaultAct ExitRemoving { get; } = Exit with
    {
        Name = "exit of --rm",
        Box = (daemon, runtime) => new Box(daemon, runtime) { RemovesItself = true },
        Promise = "gone",
    };

    /// <summary>Its policy starts it again.</summary>
    public static FaultAct ExitRestarting { get; } = Exit with
    {
        Name = "exit and restart by policy",
        Box = (daemon, runtime) => new Box(daemon, runtime) { RestartPolicy = "always" },
        DoAsync = async (_, box) =>
        {
            box.Restarts = 1;
            return await EndAsync(box);
        },
        Promise = "running",
    };

    public static FaultAct StopOfPolicy { get; } = Stop with
    {
        Name = "stop of what its policy would restart",
        Box = (daemon, runtime) => new Box(daemon, runtime) { RestartPolicy = "unless-stopped", StopSignal = "SIGKILL" },
    };

    public static FaultAct Exec { get; } = new("exec")
    {
        PrepareAsync = RunningAsync,
        DoAsync = async (_, box) => await box.ExecAsync("true"),
        Promise = "running",
    };

    public static FaultAct FailedExec { get; } = Exec with
    {
        Name = "failed exec",
        DoAsync = async (_, box) => await box.ExecAsync(NoSuchCommand),
        IsRefused = true,
    };

    public static FaultAct Remove { get; } = new("remove")
    {
        PrepareAsync = ExitedAsync,
        DoAsync = async (_, box) => await box.RemoveAsync(force: false),
        Promise = "gone",
    };

    public static FaultAct RemoveByForce { get; } = new("remove by force")
    {
        PrepareAsync = RunningAsync,
        DoAsync = async (_, box) => await box.RemoveAsync(force: true),
        Promise = "gone",
    };

    public static FaultAct Restart { get; } = new("restart")
    {
        PrepareAsync = RunningAsync,
        DoAsync = async (_, box) => await box.RestartAsync(),
        Promise = "running",
    };

    public static FaultAct Pause { get; } = new("pause")
    {
        PrepareAsync = RunningAsync,
        DoAsync = async (_, box) => await box.PauseAsync(),
        Promise = "paused",
    };

    public static FaultAct Unpause { get; } = new("unpause")
    {
        PrepareAsync = PausedAsync,
        DoAsync = async (_, box) => await box.UnpauseAsync(),
        Promise = "running",
    };

    /// <summary>What is paused goes on to meet its end.</summary>
    public static FaultAct StopPaused { get; } = Stop with { Name = "stop of what is paused", PrepareAsync = PausedAsync };

    public static FaultAct RemovePaused { get; } = new("remove by force of what is paused")
    {
        PrepareAsync = PausedAsync,
        DoAsync = async (_, box) => await box.RemoveAsync(force: true),
        Promise = "gone",
    };

    public static FaultAct Rename { get; } = new("rename")
    {
        PrepareAsync = RunningAsync,
        DoAsync = async (daemon, box) => await daemon.Api.PostAsync($"/containers/{box.Name}/rename?name={box.Name}x"),
        Promise = "running",
        SettleAsync = RenamedAsync,
    };

    /// <summary>The daemon was killed and begins anew: it dies once more.</summary>
    public static FaultAct Restore { get; } = new("restore")
    {
        PrepareAsync = RunningAsync,
        DoAsync = async (daemon, _) => await ReplaceAsync(daemon, () => { }),
        Promise = "running",
    };

    public static FaultAct RestoreEnded { get; } = Restore with
    {
        Name = "restore of what has ended",
        DoAsync = EndWhileAwayAsync,
        Promise = "exited",
    };

    public static FaultAct RestoreRemoving { get; } = RestoreEnded with
    {
        Name = "restore of what has ended with --rm",
        Box = ExitRemoving.Box,
        Promise = "gone",
    };

    /// <summary>The journal has grown, and the daemon begins with rewriting it.</summary>
    public static FaultAct RestoreAndRewrite { get; } = Restore with
    {
        Name = "restore of a long journal",
        PrepareAsync = LongJournalAsync,
    };

    /// <summary>The daemon died in the middle of a start, and dies once more while it finds out.</summary>
    public static FaultAct RestoreCutStart { get; } = Restore with
    {
        Name = "restore of a cut start",
        PrepareAsync = CutStartAsync,
        DoAsync = async (daemon, _) => await LaunchAsync(daemon),
        Promise = "created",
    };

    public static FaultAct RestoreCutStartRemoving { get; } = RestoreCutStart with
    {
        Name = "restore of a cut start of --rm",
        Box = ExitRemoving.Box,
        Promise = "gone",
    };

    /// <summary>The machine went down with all that ran.</summary>
    public static FaultAct RestoreAfterReboot { get; } = Restore with
    {
        Name = "restore after a reboot",
        DoAsync = RebootAsync,
        Promise = "exited",
    };

    public static FaultAct RestoreOfPolicy { get; } = RestoreAfterReboot with
    {
        Name = "restore after a reboot by policy",
        Box = ExitRestarting.Box,
        Promise = "running",
    };

    /// <summary>The supervisor was killed, and another begins: it dies as well.</summary>
    public static FaultAct Adopt { get; } = new("adopt")
    {
        PrepareAsync = RunningAsync,
        DoAsync = (daemon, _) =>
        {
            Native.Signal(((AotdUnderTest)daemon).Supervisors().Single(), Native.SigKill);
            return Task.FromResult<ApiResponse?>(null);
        },
        Promise = "running",
    };

    private static async Task CreatedAsync(DaemonUnderTest daemon, Box box) => (await box.CreateAsync()).Expect(HttpStatusCode.Created);

    private static async Task RunningAsync(DaemonUnderTest daemon, Box box)
    {
        await CreatedAsync(daemon, box);
        (await box.StartAsync()).Expect(HttpStatusCode.NoContent);
    }

    private static async Task PausedAsync(DaemonUnderTest daemon, Box box)
    {
        await RunningAsync(daemon, box);
        (await box.PauseAsync()).Expect(HttpStatusCode.NoContent);
    }

    private static async Task ExitedAsync(DaemonUnderTest daemon, Box box)
    {
        await RunningAsync(daemon, box);
        (await box.StopAsync(0)).Expect(HttpStatusCode.NoContent);
        Assert.Equal("exited", await Agreement.WaitAsync(daemon, box));
    }

    private static async Task<ApiResponse?> EndAsync(Box box)
    {
        Native.Signal(await box.PidAsync(), Native.SigKill);
        return null;
    }

    private static async Task<ApiResponse?> EndWhileAwayAsync(DaemonUnderTest daemon, Box box)
    {
        int pid = await box.PidAsync();
        return await ReplaceAsync(daemon, () => Native.Signal(pid, Native.SigKill));
    }

    private static async Task LongJournalAsync(DaemonUnderTest daemon, Box box)
    {
        const int WorthRewriting = 20 * 1024;
        await RunningAsync(daemon, box);
        string journal = Path.Combine(daemon.DataRoot, "containers", "journal");
        while (new FileInfo(journal).Length < WorthRewriting)
        {
            (await box.PauseAsync()).Expect(HttpStatusCode.NoContent);
            (await box.UnpauseAsync()).Expect(HttpStatusCode.NoContent);
        }
    }

    private static async Task CutStartAsync(DaemonUnderTest daemon, Box box)
    {
        await CreatedAsync(daemon, box);
        ((CrashingAotd)daemon).Arm("start:attached");
        await Assert.ThrowsAsync<HttpRequestException>(box.StartAsync);
        await daemon.DiesAsync(10);
    }

    /// <summary>What a boot leaves: the data-root, and nothing that was in memory.</summary>
    private static async Task<ApiResponse?> RebootAsync(DaemonUnderTest daemon, Box box)
    {
        int pid = await box.PidAsync();
        int supervisor = ((AotdUnderTest)daemon).Supervisors().Single();
        KernelView kernel = KernelView.Of(daemon, box.Id);
        await daemon.KillAsync();
        foreach (int process in (int[])[supervisor, pid])
        {
            Native.Signal(process, Native.SigKill);
            await Poll.UntilAsync(() => !ProcessEntry.IsAlive(process), $"{process} ends");
        }

        const int Detach = 2;
        foreach (string mount in kernel.Mounts)
        {
            _ = Native.Unmount(mount, Detach);
        }

        foreach (string cgroup in kernel.Cgroups)
        {
            await Poll.UntilAsync(() => TryDelete(cgroup), $"{cgroup} goes");
        }

        Directory.Delete(daemon.ExecRoot, recursive: true);
        return await LaunchAsync(daemon);
    }

    private static bool TryDelete(string cgroup)
    {
        try
        {
            Directory.Delete(cgroup);
            return true;
        }
        catch (IOException)
        {
            return !Directory.Exists(cgroup); // Of two names of one hierarchy the second is gone with the first.
        }
    }

    private static async Task<ApiResponse?> LaunchAsync(DaemonUnderTest daemon)
    {
        await daemon.LaunchAsync();
        return null;
    }

    private static async Task<ApiResponse?> ReplaceAsync(DaemonUnderTest daemon, Action meanwhile)
    {
        await daemon.KillAsync();
        meanwhile();
        return await LaunchAsync(daemon);
    }

    /// <summary>It has one of the two names, and the other is nobody's.</summary>
    private static async Task RenamedAsync(DaemonUnderTest daemon, Box box)
    {
        string renamed = box.Name + "x";
        bool hasNew = (await daemon.Api.GetAsync($"/containers/{renamed}/json")).Status == HttpStatusCode.OK;
        bool hasOld = (await daemon.Api.GetAsync($"/containers/{box.Name}/json")).Status == HttpStatusCode.OK;
        Assert.NotEqual(hasNew, hasOld);
        box.Name = hasNew ? renamed : box.Name;
    }
}
