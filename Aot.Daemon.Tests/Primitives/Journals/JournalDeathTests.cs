using Aot.Daemon.Primitives;
using Aot.Daemon.Primitives.Journals;
using Xunit;

namespace Aot.Daemon.Tests.Primitives.Journals;

/// <summary>A machine or a daemon that dies at any step of writing, syncing and rewriting a journal, and what is found afterwards.</summary>
public sealed class JournalDeathTests
{
    private const int Writes = 60;

    public static TheoryData<bool, UnsyncedTail> PowerCuts
    {
        get
        {
            var data = new TheoryData<bool, UnsyncedTail>();
            foreach (UnsyncedTail tail in Enum.GetValues<UnsyncedTail>())
            {
                data.Add(false, tail);
                data.Add(true, tail);
            }

            return data;
        }
    }

    [Fact]
    public async Task A_kill_at_any_step_loses_nothing_that_was_appended() =>
        await DieEverywhereAsync(disk => disk.AfterKill(), told => told.Appended);

    [Theory]
    [MemberData(nameof(PowerCuts))]
    public async Task A_power_cut_at_any_step_loses_nothing_that_was_durable(bool namesWereWritten, UnsyncedTail tail) =>
        await DieEverywhereAsync(disk => disk.AfterPowerCut(namesWereWritten, tail), told => told.Durable);

    private static async Task DieEverywhereAsync(Func<SimulatedDisk, SimulatedDisk> death, Func<Told, Dictionary<string, int>> promised)
    {
        for (int step = 1; ; step++)
        {
            var disk = new SimulatedDisk { DiesAt = step };
            var told = new Told();
            await WriteAsync(disk, told);
            SimulatedDisk found = death(disk);
            AssertHas(found, promised(told), told);

            // The next daemon goes on from there, and what it makes durable stays beside what was.
            await using (var next = new JournalBench(found, rewriteAbove: 100))
            {
                await next.Journal.DurableAsync(next.Append("next", 1));
            }

            Assert.Equal((1, 0L), (JournalBench.Read(found).Numbers["next"], JournalBench.Read(found).DroppedLength));
            AssertHas(found, promised(told), told);
            if (!disk.IsDead)
            {
                Assert.True(disk.Renames > 0);
                return;
            }
        }
    }

    /// <summary>Until the disk dies.</summary>
    private static async Task WriteAsync(SimulatedDisk disk, Told told)
    {
        try
        {
            await using var bench = new JournalBench(disk, rewriteAbove: 100);
            for (int n = 1; n <= Writes; n++)
            {
                string key = "key" + (n % 3);
                told.Tried[key] = n;
                JournalPosition position = bench.Append(key, n);
                told.Appended[key] = n;
                if (n % 4 == 0)
                {
                    await bench.Journal.DurableAsync(position);
                    told.Durable = new(told.Appended);
                }
            }
        }
        catch (Exception death) when (death is DaemonException or IOException)
        {
        }
    }

    private static void AssertHas(SimulatedDisk disk, Dictionary<string, int> promised, Told told)
    {
        Dictionary<string, int> found = JournalBench.Read(disk).Numbers;
        foreach ((string key, int number) in promised)
        {
            Assert.InRange(found[key], number, told.Tried[key]);
        }

        Assert.All(found.Where(entry => entry.Key != "next"), entry => Assert.InRange(entry.Value, 1, told.Tried[entry.Key]));
    }

    private sealed class Told
    {
        public Dictionary<string, int> Tried { get; } = [];

        public Dictionary<string, int> Appended { get; } = [];

        public Dictionary<string, int> Durable { get; set; } = [];
    }
}
