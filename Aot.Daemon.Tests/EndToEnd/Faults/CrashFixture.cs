using System.Net;
using Aot.Daemon.Tests.EndToEnd.Fixtures;
using Aot.Daemon.Tests.EndToEnd.Images;
using Aot.Daemon.Tests.EndToEnd.Scenarios;
using Xunit;

namespace Aot.Daemon.Tests.EndToEnd.Faults;

/// <summary>One data-root with an image for all cells of a matrix: each begins and ends with nothing in it, and one that fails costs it the daemon.</summary>
public sealed class CrashFixture : IAsyncLifetime
{
    private const double Patience = 10;

    private CrashingAotd? _daemon;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        if (_daemon is { } daemon)
        {
            await using (daemon)
            {
                IReadOnlyList<string> left = await daemon.TearDownAsync();
                Assert.True(left.Count == 0, $"left behind:\n  {string.Join("\n  ", left)}\nlog:\n{DaemonUnderTest.Tail(daemon.Log)}");
            }
        }
    }

    internal async Task RunAsync(CrashCell cell, string runtime)
    {
        CrashingAotd daemon = await ReadyAsync();
        int logStart = daemon.Log.Length;
        Box box = cell.Act.Box(daemon, runtime);
        try
        {
            await StrikeAsync(daemon, box, cell);
            await SettleAsync(daemon, box, cell.Act);
        }
        catch (Exception failure)
        {
            string log = DaemonUnderTest.Tail(daemon.Log[logStart..]);
            string supervisor = SupervisorLog(daemon);
            _daemon = null;
            await daemon.TearDownAsync();
            await daemon.DisposeAsync();
            throw new InvalidOperationException($"{failure.Message}\nlog:\n{log}\nsupervisor's log:\n{supervisor}", failure);
        }
    }

    private static async Task StrikeAsync(CrashingAotd daemon, Box box, CrashCell cell)
    {
        await cell.Act.PrepareAsync(daemon, box);
        int supervisor = cell.Victim == Victim.Daemon ? 0 : daemon.Supervisors().Single();
        daemon.Arm(cell.Step);
        Task<ApiResponse?> answering = AnswerAsync(cell.Act.DoAsync(daemon, box));
        await Poll.UntilAsync(() => !daemon.IsArmed, $"the step {cell.Step} is reached", Patience);
        if (cell.Victim == Victim.Daemon)
        {
            await daemon.DiesAsync(Patience);
        }
        else
        {
            await Poll.UntilAsync(() => !ProcessEntry.IsAlive(supervisor), "the supervisor dies", Patience);
        }

        if (cell.Victim == Victim.Both)
        {
            await daemon.KillAsync();
        }

        ApiResponse? answer = await answering;
        if (cell.Victim != Victim.Supervisor)
        {
            await daemon.StartAsync();
        }

        await cell.Act.SettleAsync(daemon, box);
        await CheckAsync(daemon, box, cell, answer);
    }

    private static async Task CheckAsync(CrashingAotd daemon, Box box, CrashCell cell, ApiResponse? answer)
    {
        bool succeeded = answer is { Status: < HttpStatusCode.BadRequest };
        if (cell.Victim == Victim.Supervisor && answer is not null)
        {
            Assert.True(succeeded != cell.Act.IsRefused, $"without its supervisor the daemon answered {(int)answer.Status} {answer.Body}");
        }

        string status = await Agreement.WaitAsync(daemon, box);
        if (succeeded)
        {
            Assert.Equal(cell.Act.Promise, status);
        }

        if (cell.Then is not null && cell.Then != status)
        {
            // An exit is told after the daemon is back.
            await Poll.UntilAsync(async () => (status = await Agreement.WaitAsync(daemon, box)) == cell.Then, $"it is {cell.Then}", Patience, () => status);
        }
    }

    /// <summary>The container can be used and removed, and nothing is left of it.</summary>
    private static async Task SettleAsync(CrashingAotd daemon, Box box, FaultAct act)
    {
        if (box.Command.Length == 0)
        {
            await Agreement.UseAsync(daemon, box);
            return;
        }

        if (await Agreement.WaitAsync(daemon, box) != "gone")
        {
            Assert.Equal(HttpStatusCode.BadRequest, (await box.StartAsync()).Status);
            Assert.Equal("created", await Agreement.WaitAsync(daemon, box));
            (await box.RemoveAsync(force: false)).Expect(HttpStatusCode.NoContent);
        }

        await Agreement.GoneAsync(daemon, box);
    }

    /// <summary>Null when the daemon died over it.</summary>
    private static async Task<ApiResponse?> AnswerAsync(Task<ApiResponse?> answering)
    {
        try
        {
            return await answering;
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    private async Task<CrashingAotd> ReadyAsync()
    {
        if (_daemon is null)
        {
            CrashingAotd daemon = new();
            await daemon.StartAsync();
            await OwnDaemonScenarios.LoadAsync(daemon);
            _daemon = daemon;
        }

        return _daemon;
    }

    private static string SupervisorLog(CrashingAotd daemon)
    {
        string path = Path.Combine(daemon.ExecRoot, "supervisor.log");
        return File.Exists(path) ? DaemonUnderTest.Tail(File.ReadAllText(path)) : "";
    }
}
