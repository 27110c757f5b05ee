using System.Net;
using Aot.Daemon.Tests.EndToEnd.Fixtures;
using Aot.Daemon.Tests.EndToEnd.Scenarios;
using Xunit;

namespace Aot.Daemon.Tests.EndToEnd.Faults;

/// <summary>One data-root with an image for all faults of a class: each begins and ends with nothing in it, and one that fails costs it the daemon.</summary>
public abstract class FaultFixture : IAsyncLifetime
{
    private const double Patience = 10;

    private AotdUnderTest? _daemon;

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

    internal async Task RunAsync(Fault fault, string runtime)
    {
        AotdUnderTest daemon = await ReadyAsync();
        int logStart = daemon.Log.Length;
        Box box = fault.Act.Box(daemon, runtime);
        try
        {
            await fault.PrepareAsync(daemon, box);
            ApiResponse? answer = await StrikeAsync(daemon, box, fault);
            await fault.Act.SettleAsync(daemon, box);
            await CheckAsync(daemon, box, fault, answer);
            await UseAsync(daemon, box);
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

    private protected abstract AotdUnderTest Create();

    /// <summary>The act, and the fault in the middle of it. A daemon that died is alive again when this returns.</summary>
    /// <returns>The answer; null when the daemon died over it, or nobody answers.</returns>
    private static async Task<ApiResponse?> StrikeAsync(AotdUnderTest daemon, Box box, Fault fault)
    {
        int supervisor = fault.Victim is Victim.Supervisor or Victim.Both ? daemon.Supervisors().Single() : 0;
        fault.Arm(daemon);
        Task<ApiResponse?> answering = AnswerAsync(fault.Act.DoAsync(daemon, box));
        await fault.StrikeAsync(daemon);
        if (supervisor != 0)
        {
            await Poll.UntilAsync(() => !ProcessEntry.IsAlive(supervisor), "the supervisor dies", Patience);
        }

        if (fault.Victim == Victim.Both)
        {
            await daemon.KillAsync();
        }
        else if (fault.Victim == Victim.Daemon)
        {
            await daemon.DiesAsync(Patience);
        }

        ApiResponse? answer = await answering;
        if (fault.Victim is Victim.Daemon or Victim.Both)
        {
            await daemon.StartAsync();
        }

        return answer;
    }

    private static async Task CheckAsync(AotdUnderTest daemon, Box box, Fault fault, ApiResponse? answer)
    {
        bool succeeded = answer is { Status: < HttpStatusCode.BadRequest };
        if (fault.Victim is Victim.Supervisor or Victim.None && answer is not null)
        {
            Assert.True(succeeded != fault.MustFail, $"the daemon answered {(int)answer.Status} {answer.Body}");
        }

        string status = await Agreement.WaitAsync(daemon, box);
        if (succeeded)
        {
            Assert.Equal(fault.Act.Promise, status);
        }

        if (fault.Then is not null && fault.Then != status)
        {
            // An exit is told after the daemon is back.
            await Poll.UntilAsync(async () => (status = await Agreement.WaitAsync(daemon, box)) == fault.Then, $"it is {fault.Then}", Patience, () => status);
        }
    }

    /// <summary>The container can be used and removed, and nothing is left of it.</summary>
    private static async Task UseAsync(AotdUnderTest daemon, Box box)
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

    private async Task<AotdUnderTest> ReadyAsync()
    {
        if (_daemon is null)
        {
            AotdUnderTest daemon = Create();
            await daemon.StartAsync();
            await OwnDaemonScenarios.LoadAsync(daemon);
            _daemon = daemon;
        }

        return _daemon;
    }

    private static string SupervisorLog(AotdUnderTest daemon)
    {
        string path = Path.Combine(daemon.ExecRoot, "supervisor.log");
        return File.Exists(path) ? DaemonUnderTest.Tail(File.ReadAllText(path)) : "";
    }
}
