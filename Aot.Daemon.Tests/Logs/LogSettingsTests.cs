using Aot.Daemon.Containers;
using Aot.Daemon.Containers.Contracts;
using Aot.Daemon.Engine;
using Aot.Daemon.Logs;
using Aot.Daemon.Primitives;
using Aot.Daemon.Tests.Fakes;
using Xunit;

namespace Aot.Daemon.Tests.Logs;

public sealed class LogSettingsTests
{
    [Fact]
    public void By_default_three_files_of_ten_megabytes_are_kept()
    {
        LogOptions options = Resolve(null);
        Assert.Equal(("/l", 10_000_000, 3), (options.Path, options.MaxSize, options.MaxFiles));
        Assert.Null(options.Attributes);
    }

    [Theory]
    [InlineData("500", 500)]
    [InlineData("10k", 10_000)]
    [InlineData("10m", 10_000_000)]
    [InlineData("10MB", 10_000_000)]
    [InlineData("1.5g", 1_500_000_000)]
    [InlineData("1 g", 1_000_000_000)]
    public void Sizes_have_decimal_units(string text, long expected) =>
        Assert.Equal(expected, Resolve(Config(("max-size", text), ("max-file", "7"))).MaxSize);

    [Fact]
    public void The_driver_none_logs_nothing()
    {
        var config = new LogConfig { Type = "none" };
        LogSettings.Validate(config);
        Assert.Null(Resolve(config).Path);
    }

    [Fact]
    public void Lines_carry_the_labels_variables_and_tag_that_are_named()
    {
        LogConfig config = Config(("labels", "role,absent"), ("env", "MODE,MOD"), ("tag", "{{.Name}}/{{ .ID }}@{{.ImageName}}"));
        LogSettings.Validate(config);
        ContainerRecord record = TestContainers.Record(
            config: new ContainerConfig
            {
                Image = "busybox",
                Labels = new() { ["role"] = "web", ["other"] = "x" },
                Env = ["MODE=fast=1", "PATH=/bin"],
            },
            host: new HostConfig { LogConfig = config });
        Assert.Equal(
            [new("MODE", "fast=1"), new("role", "web"), new("tag", $"c/{record.Id[..12]}@busybox")],
            LogSettings.Resolve(record, "/l").Attributes!);
    }

    [Theory]
    [InlineData("max-size", "x", nameof(ErrorKind.Invalid), "invalid size: 'x'")]
    [InlineData("max-size", "10q", nameof(ErrorKind.Invalid), "invalid size: '10q'")]
    [InlineData("max-size", "-1", nameof(ErrorKind.Invalid), "invalid size: '-1'")]
    [InlineData("max-size", "0", nameof(ErrorKind.Invalid), "max-size must be a positive number")]
    [InlineData("max-size", "99999999999999999999", nameof(ErrorKind.Invalid), "invalid size: '99999999999999999999'")]
    [InlineData("max-file", "0", nameof(ErrorKind.Invalid), "max-file cannot be less than 1")]
    [InlineData("max-file", "x", nameof(ErrorKind.Invalid), "max-file must be a number up to 1000: 'x'")]
    [InlineData("compress", "true", nameof(ErrorKind.NotImplemented), "log opt 'compress' is not supported: rotated files are not compressed")]
    [InlineData("mode", "non-blocking", nameof(ErrorKind.NotImplemented), "log opt 'mode=non-blocking' is not supported")]
    [InlineData("mode", "fast", nameof(ErrorKind.Invalid), "logger: logging mode not supported: fast")]
    [InlineData("max-buffer-size", "1m", nameof(ErrorKind.Invalid), "logger: max-buffer-size option is only supported with 'mode=non-blocking'")]
    [InlineData("labels-regex", ".*", nameof(ErrorKind.NotImplemented), "log opt 'labels-regex' is not supported: list the names in 'labels'")]
    [InlineData("tag", "{{range .X}}", nameof(ErrorKind.NotImplemented), "log opt 'tag': the template '{{range .X}}' is not supported")]
    [InlineData("tag", "{{.Name", nameof(ErrorKind.NotImplemented), "log opt 'tag': the template '{{.Name' is not supported")]
    [InlineData("nosuch", "1", nameof(ErrorKind.Invalid), "unknown log opt 'nosuch' for json-file log driver")]
    public void Options_that_cannot_be_had_are_refused(string option, string value, string kind, string message)
    {
        DaemonException refused = Assert.Throws<DaemonException>(() => LogSettings.Validate(Config((option, value))));
        Assert.Equal((kind, message), (refused.Kind.ToString(), refused.Message));
    }

    [Theory]
    [InlineData("compress", "false")]
    [InlineData("mode", "blocking")]
    public void Options_that_ask_for_what_is_done_anyway_are_accepted(string option, string value) =>
        LogSettings.Validate(Config((option, value)));

    [Theory]
    [InlineData("nosuch", nameof(ErrorKind.Invalid), "logger: no log driver named 'nosuch' is registered")]
    [InlineData("journald", nameof(ErrorKind.NotImplemented), "the log driver 'journald' is not supported: use json-file or none")]
    public void Drivers_that_cannot_be_had_are_refused(string driver, string kind, string message)
    {
        DaemonException refused = Assert.Throws<DaemonException>(() => LogSettings.Validate(new LogConfig { Type = driver }));
        Assert.Equal((kind, message), (refused.Kind.ToString(), refused.Message));
    }

    private static LogOptions Resolve(LogConfig? config) =>
        LogSettings.Resolve(TestContainers.Record(host: new HostConfig { LogConfig = config }), "/l");

    private static LogConfig Config(params (string Key, string Value)[] options)
    {
        var config = new SortedDictionary<string, string>();
        foreach (var (key, value) in options)
        {
            config[key] = value;
        }

        return new LogConfig { Type = "json-file", Config = config };
    }
}
