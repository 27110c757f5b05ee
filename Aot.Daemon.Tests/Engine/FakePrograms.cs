using System.Text;

namespace Aot.Daemon.Tests.Engine;

/// <summary>The command lines that the contract uses, and those that tests above the seam want most.</summary>
internal static class FakePrograms
{
    public static IEnumerable<KeyValuePair<string, FakeProgram>> All { get; } = new Dictionary<string, FakeProgram>
    {
        ["true"] = _ => Task.FromResult(0),
        ["false"] = _ => Task.FromResult(1),
        ["sh -c exit 7"] = _ => Task.FromResult(7),
        ["sleep 1000"] = async io =>
        {
            await io.SleepAsync();
            return 0;
        },
        [EngineContract.Trapping] = async io =>
        {
            await io.PrintAsync("ready\n");
            try
            {
                await io.SleepAsync();
            }
            catch (OperationCanceledException) when (io.Signal != 9)
            {
                return 7;
            }

            return 0;
        },
        ["cat"] = async io =>
        {
            await io.CatAsync();
            return 0;
        },
        ["sh -c cat"] = async io =>
        {
            await io.CatAsync();
            return 0;
        },
        ["sh -c cat; echo end"] = async io =>
        {
            await io.CatAsync();
            await io.PrintAsync("end\n");
            return 0;
        },
        ["sh -c cat; echo err >&2; exit 3"] = async io =>
        {
            await io.CatAsync();
            await io.PrintErrorAsync("err\n");
            return 3;
        },
        ["sh -c echo out; echo err >&2; sleep 0.05; echo last"] = async io =>
        {
            await io.PrintAsync("out\n");
            await io.PrintErrorAsync("err\n");
            await io.PrintAsync("last\n");
            return 0;
        },
        ["sh -c seq 1 1000000; echo done >&2"] = async io =>
        {
            await CountAsync(io);
            await io.PrintErrorAsync("done\n");
            return 0;
        },
        ["sh -c seq 1 1000000; cat"] = async io =>
        {
            await CountAsync(io);
            await io.CatAsync();
            return 0;
        },
        ["sh -c stty size; while read x; do stty size; done"] = async io =>
        {
            byte[] line = new byte[256];
            do
            {
                await io.PrintAsync($"{io.TerminalSize.Rows} {io.TerminalSize.Columns}\r\n");
            }
            while (await io.ReadAsync(line) > 0 && line[0] != 4);
            return 0;
        },
    };

    private static async Task CountAsync(FakeIo io)
    {
        StringBuilder lines = new();
        for (int i = 1; i <= 1_000_000; i++)
        {
            lines.Append(i).Append('\n');
            if (lines.Length > 60_000)
            {
                await io.PrintAsync(lines.ToString());
                lines.Clear();
            }
        }

        await io.PrintAsync(lines.ToString());
    }
}
