using System.Text;
using Aot.Daemon.Config;
using Aot.Daemon.Reload.Contracts;

namespace Aot.Daemon.Reload;

/// <summary>What `aotd reload` prints of an answer: a line a key that is not as it was, and a count of the others.</summary>
internal static class ReloadText
{
    public static string Render(ReloadResponse response)
    {
        StringBuilder text = new();
        string unchanged = ReloadEndpoints.Name(KeyOutcome.Unchanged);
        int same = 0;
        foreach (KeyResponse key in response.Keys)
        {
            if (key.Outcome == unchanged)
            {
                same++;
                continue;
            }

            text.Append(key.Key).Append(": ").Append(key.Outcome).Append(": ")
                .Append(key.Before?.GetRawText() ?? "unset").Append(" -> ").Append(key.Wanted?.GetRawText() ?? "unset").Append('\n');
        }

        foreach (string warning in response.Warnings)
        {
            text.Append("warning: ").Append(warning).Append('\n');
        }

        return text.Append(unchanged).Append(": ").Append(same).Append(same == 1 ? " key\n" : " keys\n").ToString();
    }
}
