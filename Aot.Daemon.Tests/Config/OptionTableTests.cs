using Aot.Daemon.Config;
using Aot.Daemon.Tests.Architecture;
using Xunit;

namespace Aot.Daemon.Tests.Config;

public sealed class OptionTableTests
{
    [Fact]
    public void The_documentation_has_each_row_as_it_is()
    {
        string[] documented = [.. File.ReadLines(Path.Combine(SourceTree.Root, "docs/configuration.md"))
            .Where(line => line.StartsWith("| `", StringComparison.Ordinal) || line.StartsWith("| | `", StringComparison.Ordinal))];
        Assert.Equal([.. SupportedOptions.Rows.Select(Row), .. NetworkOptions.Rows.Select(Row), .. UnsupportedOptions.Rows.Select(UnsupportedRow)], documented);
    }

    [Fact]
    public void Names_shorthands_and_keys_are_unique_and_the_rows_sorted()
    {
        Unique(OptionTable.Rows.Where(r => r.Name.Length > 0).Select(r => r.Name));
        Sorted(SupportedOptions.Rows);
        Sorted(NetworkOptions.Rows);
        Sorted(UnsupportedOptions.Rows);
        Unique(OptionTable.Rows.Where(r => r.Shorthand != 0).Select(r => r.Shorthand));
        Unique(OptionTable.Rows.Where(r => r.Key is not null).Select(r => r.Key));
    }

    [Theory]
    [InlineData("data-root", "--data-root")]
    [InlineData("exec-root", "--exec-root")]
    [InlineData("host", "--host")]
    [InlineData("pidfile", "--pidfile")]
    [InlineData("default-shm-size", "--default-shm-size")]
    [InlineData("live-restore", "--live-restore")]
    [InlineData("log-driver", "--log-driver")]
    [InlineData("log-format", "--log-format")]
    [InlineData("log-level", "--log-level")]
    [InlineData("shutdown-timeout", "--shutdown-timeout")]
    [InlineData("init", "--init")]
    [InlineData("debug", "--debug")]
    public void The_default_that_is_told_is_the_default_that_holds(string name, string flag)
    {
        DaemonOption option = OptionTable.ByName(name)!;
        DaemonConfig told = CommandLine.Parse([$"{flag}={option.Default}"]).Apply(new DaemonConfig());
        DaemonConfig holds = new();
        Assert.Equal(Scalars(holds), Scalars(told));
    }

    private static object?[] Scalars(DaemonConfig c) =>
    [
        string.Join(',', c.Hosts), c.DataRoot, c.ExecRoot, c.PidFile, c.Group, c.Debug, c.LogLevel, c.LogFormat, c.DefaultRuntime, c.LiveRestore,
        c.ShutdownTimeout, c.DefaultShmSize, c.Init, c.LogDriver,
    ];

    private static string Row(DaemonOption option)
    {
        string value = option.Default.Length == 0 ? "" : option.Default + " ";
        string reload = option.Key is null ? "" : option.IsReloadable ? "yes " : "restart ";
        return $"{Start(option)}| {value}| {reload}| {option.Source} |";
    }

    private static string UnsupportedRow(DaemonOption option)
    {
        DaemonConfig config = new() { Unsupported = new DaemonConfig().Unsupported.SetItem(option.FullKey, "\"?\"") };
        string told = option.Refusal(config) ?? option.Warning(config) ?? ": what aotd does, whatever it says";
        string answer = option.Refusal(config) is null ? "warning" : "error";
        return $"{Start(option)}| {answer} | {told[(told.IndexOf(": ", StringComparison.Ordinal) + 2)..]} |";
    }

    private static string Start(DaemonOption option)
    {
        string shorthand = option.Shorthand == 0 ? "" : $"`-{option.Shorthand}`, ";
        string name = option.Name.Length == 0 ? "" : $"{shorthand}`--{option.Name}` ";
        return $"| {name}| {(option.Key is null ? "" : $"`{option.FullKey}` ")}";
    }

    private static void Sorted(IReadOnlyList<DaemonOption> rows)
    {
        string[] names = [.. rows.Select(row => row.Name.Length > 0 ? row.Name : row.Key!)];
        Assert.Equal(names.Order(StringComparer.Ordinal), names);
    }

    private static void Unique<T>(IEnumerable<T> items)
    {
        T[] all = [.. items];
        Assert.Equal(all.Length, all.Distinct().Count());
    }
}
