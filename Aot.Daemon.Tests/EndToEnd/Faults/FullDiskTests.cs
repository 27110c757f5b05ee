using System.Net;
using Aot.Daemon.Tests.EndToEnd.Fixtures;
using Aot.Daemon.Tests.EndToEnd.Scenarios;
using Xunit;

namespace Aot.Daemon.Tests.EndToEnd.Faults;

/// <summary>
/// A disk with no page left, with one, with two, until the act succeeds: every write of it once was the one that failed. Each time the error says so, nothing is
/// half done, and a daemon that is killed then comes back on the full disk with the same containers.
/// </summary>
[Trait("Category", "EndToEnd")]
public sealed class FullDiskTests
{
    private const int MostPages = 64;

    private static readonly FaultAct[] Acts =
    [
        FaultActs.Create, FaultActs.Start, FaultActs.StartTerminal, FaultActs.Exec, FaultActs.StopByForce, FaultActs.Exit, FaultActs.ExitRemoving, FaultActs.Pause,
        FaultActs.Unpause, FaultActs.Restart, FaultActs.Rename, FaultActs.Remove, FaultActs.RemoveByForce,
    ];

    public static TheoryData<string> All => [.. Acts.Select(act => act.Name)];

    [Theory]
    [MemberData(nameof(All))]
    public Task On_a_full_data_root(string act) => RunAsync(Acts.Single(known => known.Name == act), daemon => daemon.DataRoot, megabytes: 16);

    [Theory]
    [MemberData(nameof(All))]
    public Task On_a_full_exec_root(string act) => RunAsync(Acts.Single(known => known.Name == act), daemon => daemon.ExecRoot, megabytes: 2);

    private static Task RunAsync(FaultAct act, Func<DaemonUnderTest, string> folder, int megabytes) =>
        DaemonUnderTest.UseAsync(new AotdUnderTest(), async daemon =>
        {
            TightDisk disk = new(folder(daemon), megabytes);
            await daemon.StartAsync();
            await OwnDaemonScenarios.LoadAsync(daemon);
            Box box = act.Box(daemon, "crun");
            await act.PrepareAsync(daemon, box);
            string before = await Agreement.WaitAsync(daemon, box);
            int pages = 0;
            for (disk.Leave(pages); await FailsAsync(act, daemon, box, before); disk.Leave(++pages))
            {
                Assert.True(pages < MostPages, $"{act} still fails with {pages} pages");
            }

            await act.SettleAsync(daemon, box);
            await PromisedAsync(act, daemon, box);
            await daemon.KillAsync();
            await daemon.StartAsync();
            await PromisedAsync(act, daemon, box);
            disk.Free();
            await Agreement.UseAsync(daemon, box);
        });

    /// <summary>Does it once; false when it succeeds.</summary>
    private static async Task<bool> FailsAsync(FaultAct act, DaemonUnderTest daemon, Box box, string before)
    {
        ApiResponse? answer = await act.DoAsync(daemon, box);
        if (answer is null or { Status: < HttpStatusCode.BadRequest })
        {
            return false;
        }

        answer.Expect(HttpStatusCode.InternalServerError);
        Assert.Matches("(?i)no space left on device|the disk is full", answer.Message);
        string after = await Agreement.WaitAsync(daemon, box);
        Assert.Equal(before == "running" && act == FaultActs.Restart ? "exited" : before, after);
        await daemon.KillAsync();
        await daemon.StartAsync();
        Assert.Equal(after, await Agreement.WaitAsync(daemon, box));
        return true;
    }

    private static async Task PromisedAsync(FaultAct act, DaemonUnderTest daemon, Box box)
    {
        string status = "";
        await Poll.UntilAsync(async () => (status = await Agreement.WaitAsync(daemon, box)) == act.Promise, $"it is {act.Promise}", details: () => status);
    }
}
