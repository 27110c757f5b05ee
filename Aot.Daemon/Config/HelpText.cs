using System.Text;

namespace Aot.Daemon.Config;

/// <summary>What --help prints.</summary>
internal static class HelpText
{
    private const int HelpColumn = 34;

    public static string Render()
    {
        StringBuilder text = new();
        text.Append("Usage:  aotd [OPTIONS]\n\nA container daemon that answers the Docker Engine API.\n\nOptions:\n");
        foreach (DaemonOption row in OptionTable.Rows)
        {
            if (row.Help.Length == 0 || row.Name.Length == 0)
            {
                continue;
            }

            string shorthand = row.Shorthand == 0 ? "    " : $"-{row.Shorthand}, ";
            string flag = $"  {shorthand}--{row.Name} {row.Placeholder}";
            text.Append(flag.PadRight(HelpColumn)).Append(row.Help);
            if (row.Default.Length > 0 && row.Default != "false")
            {
                text.Append(" (default ").Append(row.Default).Append(')');
            }

            text.Append('\n');
        }

        return text.ToString();
    }
}
