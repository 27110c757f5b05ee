using System.Net;
using System.Text.Json;
using Aot.Daemon.Tests.EndToEnd.Fixtures;
using Xunit;

namespace Aot.Daemon.Tests.EndToEnd.Faults;

/// <summary>What must be true of a container after any fault: what ps and inspect say is what the kernel has, and all of it is usable.</summary>
internal static class Agreement
{
    private const double Patience = 8;
    private const int IdLength = 64;

    /// <summary>Waits until ps, inspect and the kernel say the same of the container and of all others; fails with what they disagree in.</summary>
    /// <returns>The container's status; `gone` when it does not exist.</returns>
    public static async Task<string> WaitAsync(DaemonUnderTest daemon, Box box)
    {
        (string Status, List<string> Complaints) found = ("", []);
        try
        {
            await Poll.UntilAsync(async () => (found = await LookAsync(daemon, box)).Complaints.Count == 0, "", Patience);
        }
        catch (TimeoutException)
        {
            Assert.Fail($"{box.Name} is {found.Status}, but:\n  {string.Join("\n  ", found.Complaints)}");
        }

        return found.Status;
    }

    /// <summary>Starts, executes in, stops and removes what is there, then checks that nothing is left of it.</summary>
    public static async Task UseAsync(DaemonUnderTest daemon, Box box)
    {
        string status = await WaitAsync(daemon, box);
        if (status == "gone")
        {
            // Its name is free again.
            (await box.CreateAsync()).Expect(HttpStatusCode.Created);
        }

        if (status == "paused")
        {
            (await box.UnpauseAsync()).Expect(HttpStatusCode.NoContent);
            status = "running";
        }
        else if (status != "running")
        {
            await StartAsync(box);
        }

        ApiResponse executed = await box.ExecAsync("sh", "-c", "exit 3");
        if (executed.Status != HttpStatusCode.OK && status == "running" && await WaitAsync(daemon, box) != "running")
        {
            // What was asked before the fault had still to take effect.
            await UseAsync(daemon, box);
            return;
        }

        executed.Expect(HttpStatusCode.OK);
        await ExecEndsAsync(daemon, box);
        Assert.Equal("running", await WaitAsync(daemon, box));
        (await box.StopAsync(0)).Expect(HttpStatusCode.NoContent);
        if (status == "running" && !box.RemovesItself)
        {
            Assert.Equal("exited", await WaitAsync(daemon, box));
            await StartAsync(box);
            (await box.StopAsync(0)).Expect(HttpStatusCode.NoContent);
        }

        if (!box.RemovesItself)
        {
            Assert.Equal("exited", await WaitAsync(daemon, box));
            (await box.RemoveAsync(force: false)).Expect(HttpStatusCode.NoContent);
        }

        await GoneAsync(daemon, box);
    }

    /// <summary>Waits until nothing of the container is left, in any list or folder.</summary>
    public static Task GoneAsync(DaemonUnderTest daemon, Box box) =>
        Poll.UntilAsync(async () => (await WaitAsync(daemon, box)) == "gone", $"{box.Name} goes", Patience);

    private static async Task StartAsync(Box box) => (await box.StartAsync()).Expect(HttpStatusCode.NoContent);

    private static async Task ExecEndsAsync(DaemonUnderTest daemon, Box box)
    {
        JsonElement exec = default;
        await Poll.UntilAsync(
            async () => !(exec = (await daemon.Api.GetAsync($"/exec/{box.LastExec}/json")).Expect(HttpStatusCode.OK).Json).GetProperty("Running").GetBoolean(),
            "the exec ends");
        Assert.Equal(3, exec.GetProperty("ExitCode").GetInt32());
    }

    private static async Task<(string Status, List<string> Complaints)> LookAsync(DaemonUnderTest daemon, Box box)
    {
        List<string> complaints = [];
        JsonElement[] listed = [.. (await daemon.Api.GetAsync("/containers/json?all=1")).Expect(HttpStatusCode.OK).Json.EnumerateArray()];
        string[] running = [.. (await daemon.Api.GetAsync("/containers/json")).Expect(HttpStatusCode.OK).Json.EnumerateArray().Select(Id)];
        CheckFolders(daemon, [.. listed.Select(Id)], complaints);
        if (await box.InspectAsync() is not { } inspection)
        {
            Check(complaints, listed.All(entry => Id(entry) != box.Id), "ps lists what inspect does not know");
            CheckNothing(daemon, box, complaints);
            Check(complaints, box.Id == "" || !Directory.Exists(Path.Combine(daemon.DataRoot, "containers", box.Id)), "its folder is left");
            return ("gone", complaints);
        }

        JsonElement state = inspection.GetProperty("State");
        string status = state.GetProperty("Status").GetString()!;
        int pid = state.GetProperty("Pid").GetInt32();
        Check(complaints, listed.Any(entry => Id(entry) == box.Id && entry.GetProperty("State").GetString() == status), "ps does not say so");
        Check(complaints, running.Contains(box.Id) == (status is "running" or "paused"), "ps without -a says otherwise");
        Check(complaints, inspection.GetProperty("Name").GetString() == "/" + box.Name, "it has another name");
        int restarts = inspection.GetProperty("RestartCount").GetInt32();
        Check(complaints, restarts == box.Restarts, $"it counts {restarts} restarts instead of {box.Restarts}");
        if (status is "running" or "paused")
        {
            CheckRunning(daemon, box, pid, complaints);
            Check(complaints, KernelView.Of(daemon, box.Id).IsFrozen == (status == "paused"), "it stands still, or not");
        }
        else
        {
            Check(complaints, status is "created" or "exited", "that is no state to stay in");
            Check(complaints, pid == 0, $"it has pid {pid}");
            CheckNothing(daemon, box, complaints);
        }

        return (status, complaints);
    }

    private static void CheckRunning(DaemonUnderTest daemon, Box box, int pid, List<string> complaints)
    {
        KernelView kernel = KernelView.Of(daemon, box.Id);
        Check(complaints, ProcessEntry.IsAlive(pid), $"process {pid} is not alive");
        Check(complaints, kernel.Pids.Contains(pid), $"process {pid} is not in its cgroup");
        string namespaceOfAll = KernelView.NamespaceOf(pid, "pid");
        foreach (int other in kernel.Pids.Where(other => KernelView.NamespaceOf(other, "pid") != namespaceOfAll && ProcessEntry.IsAlive(other)))
        {
            complaints.Add($"another process in its cgroup: {ProcessEntry.Read(other)}");
        }

        Check(complaints, KernelView.NamespaceOf(pid, "mnt") != KernelView.NamespaceOf(Environment.ProcessId, "mnt"), "it has the host's mounts");
        Check(complaints, KernelView.NamespaceOf(pid, "net") != KernelView.NamespaceOf(Environment.ProcessId, "net"), "it has the host's network");
        Check(complaints, kernel.Mounts.Count(point => point.EndsWith("/rootfs", StringComparison.Ordinal)) == 1, $"mounts: {string.Join(' ', kernel.Mounts)}");
        foreach (string folder in (string[])["tasks", "runtime"])
        {
            Check(complaints, kernel.ExecRootPaths.Contains(Path.Combine(daemon.ExecRoot, folder, box.Id)), $"{folder}/ has nothing of it");
        }
    }

    private static void CheckNothing(DaemonUnderTest daemon, Box box, List<string> complaints)
    {
        if (box.Id == "")
        {
            return; // It never had one that anybody was told of.
        }

        KernelView kernel = KernelView.Of(daemon, box.Id);
        complaints.AddRange(kernel.Pids.Select(pid => $"process {ProcessEntry.Read(pid)}"));
        complaints.AddRange(kernel.Cgroups.Select(path => $"cgroup {path}"));
        complaints.AddRange(kernel.Mounts.Select(path => $"mount {path}"));
        complaints.AddRange(kernel.ExecRootPaths.Select(path => $"exec-root {path}"));
    }

    /// <summary>Every container's folder is one of a container that ps lists; so is every task.</summary>
    private static void CheckFolders(DaemonUnderTest daemon, string[] ids, List<string> complaints)
    {
        foreach (string folder in (string[])[Path.Combine(daemon.DataRoot, "containers"), Path.Combine(daemon.ExecRoot, "tasks"), Path.Combine(daemon.ExecRoot, "runtime")])
        {
            if (Directory.Exists(folder))
            {
                complaints.AddRange(
                    from path in Directory.GetDirectories(folder)
                    let id = Path.GetFileName(path)
                    where id.Length == IdLength && !ids.Contains(id) // Others are put aside, for people to look at.
                    select $"nobody's folder {path}");
            }
        }
    }

    private static string Id(JsonElement listed) => listed.GetProperty("Id").GetString()!;

    private static void Check(List<string> complaints, bool condition, string complaint)
    {
        if (!condition)
        {
            complaints.Add(complaint);
        }
    }
}
