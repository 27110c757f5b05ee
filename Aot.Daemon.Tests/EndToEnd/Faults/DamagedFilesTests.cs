using System.Net;
using Aot.Daemon.Tests.EndToEnd.Fixtures;
using Aot.Daemon.Tests.EndToEnd.Scenarios;
using Xunit;

namespace Aot.Daemon.Tests.EndToEnd.Faults;

/// <summary>A file of the data-root was damaged while no daemon was there: the next one comes up with the rest, says so, and all that is there can be used.</summary>
[Trait("Category", "EndToEnd")]
public sealed class DamagedFilesTests
{
    public static TheoryData<string> Damages => ["emptied", "cut in the middle", "cut by a byte", "a bit flipped at the begin", "a bit flipped at the end", "overwritten", "followed by nonsense"];

    [Theory]
    [MemberData(nameof(Damages))]
    public Task A_damaged_journal_costs_states_and_no_container(string damage) => UseAsync(async (daemon, made, ended, runs) =>
    {
        int pid = await runs.PidAsync();
        await daemon.KillAsync();
        await DamageAsync(Path.Combine(daemon.DataRoot, "containers", "journal"), damage);
        await daemon.StartAsync();
        Assert.Equal(("created", "exited", "running"), (await WaitAsync(daemon, made), await WaitAsync(daemon, ended), await WaitAsync(daemon, runs)));
        Assert.Equal(pid, await runs.PidAsync());
        if (damage != "emptied")
        {
            Assert.Contains("The journal of the containers' states is damaged", daemon.Log, StringComparison.Ordinal);
        }

        foreach (Box box in (Box[])[made, ended, runs])
        {
            await Agreement.UseAsync(daemon, box);
        }
    });

    [Theory]
    [MemberData(nameof(Damages))]
    public Task A_damaged_record_costs_that_container_alone(string damage) => UseAsync(async (daemon, made, ended, runs) =>
    {
        string folder = Path.Combine(daemon.DataRoot, "containers", ended.Id);
        await daemon.KillAsync();
        await DamageAsync(Path.Combine(folder, "record.json"), damage);
        await daemon.StartAsync();
        Assert.Equal(("created", "gone", "running"), (await WaitAsync(daemon, made), await WaitAsync(daemon, ended), await WaitAsync(daemon, runs)));
        Assert.Contains("its record is damaged", daemon.Log, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(folder + ".damaged", "record.json")));
        Directory.Delete(folder + ".damaged", recursive: true);
        foreach (Box box in (Box[])[made, ended, runs])
        {
            await Agreement.UseAsync(daemon, box);
        }
    });

    /// <summary>A daemon with three containers: one created, one that has ended, one that runs.</summary>
    private static Task UseAsync(Func<DaemonUnderTest, Box, Box, Box, Task> body) => DaemonUnderTest.UseAsync<DaemonUnderTest>(new AotdUnderTest(), async daemon =>
    {
        await daemon.StartAsync();
        await OwnDaemonScenarios.LoadAsync(daemon);
        Box[] boxes = [new(daemon, "crun"), new(daemon, "runc"), new(daemon, "crun")];
        foreach (Box box in boxes)
        {
            (await box.CreateAsync()).Expect(HttpStatusCode.Created);
        }

        foreach (Box box in boxes[1..])
        {
            (await box.StartAsync()).Expect(HttpStatusCode.NoContent);
        }

        (await boxes[1].StopAsync(0)).Expect(HttpStatusCode.NoContent);
        Assert.Equal("exited", await WaitAsync(daemon, boxes[1]));
        await body(daemon, boxes[0], boxes[1], boxes[2]);
    });

    private static Task<string> WaitAsync(DaemonUnderTest daemon, Box box) => Agreement.WaitAsync(daemon, box);

    private static async Task DamageAsync(string path, string damage)
    {
        byte[] content = await File.ReadAllBytesAsync(path);
        byte[] damaged = damage switch
        {
            "emptied" => [],
            "cut in the middle" => content[..(content.Length / 2)],
            "cut by a byte" => content[..^1],
            "a bit flipped at the begin" => Flip(content, 0),
            "a bit flipped at the end" => Flip(content, content.Length - 2),
            "overwritten" => [.. Enumerable.Repeat((byte)'x', content.Length)],
            _ => [.. content, .. "nonsense"u8],
        };
        await File.WriteAllBytesAsync(path, damaged);
    }

    private static byte[] Flip(byte[] content, int at)
    {
        byte[] flipped = [.. content];
        flipped[at] ^= 0x10;
        return flipped;
    }
}
