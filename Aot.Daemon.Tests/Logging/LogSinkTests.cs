using System.IO.Pipes;
using Aot.Daemon.Config;
using Aot.Daemon.Logging;
using Microsoft.Extensions.Logging;
using Microsoft.Win32.SafeHandles;
using Xunit;

namespace Aot.Daemon.Tests.Logging;

public sealed class LogSinkTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Lines_follow_what_was_written_to_the_open_file_before()
    {
        string path = _folder.File("log");
        using (SafeFileHandle file = File.OpenHandle(path, FileMode.Create, FileAccess.Write, FileShare.ReadWrite))
        {
            LogSink sink = new(file, new TextLogFormat());
            sink.Write(Line("first"));
            sink.Write(Line("second"));
        }

        Assert.Collection(File.ReadAllLines(path),
            line => Assert.EndsWith("msg=\"first\"", line, StringComparison.Ordinal),
            line => Assert.EndsWith("msg=\"second\"", line, StringComparison.Ordinal));
    }

    [Fact]
    public void A_line_is_bounded_and_stays_a_line()
    {
        string path = _folder.File("log");
        using (SafeFileHandle file = File.OpenHandle(path, FileMode.Create, FileAccess.Write))
        {
            new LogSink(file, new TextLogFormat()).Write(Line(new string('x', 100_000)));
        }

        Assert.Equal(LogSink.MaximumLine, new FileInfo(path).Length);
        Assert.Single(File.ReadAllLines(path));
    }

    [Fact]
    public void A_reader_that_went_away_and_a_full_disk_do_no_harm()
    {
        using AnonymousPipeServerStream pipe = new(PipeDirection.Out);
        pipe.ClientSafePipeHandle.Dispose();
        using SafeFileHandle broken = new(pipe.SafePipeHandle.DangerousGetHandle(), ownsHandle: false);
        new LogSink(broken, new TextLogFormat()).Write(Line("lost"));

        using SafeFileHandle full = File.OpenHandle("/dev/full", FileMode.Open, FileAccess.Write);
        new LogSink(full, new TextLogFormat()).Write(Line("lost"));
    }

    [Theory]
    [InlineData("debug", false, LogLevel.Debug)]
    [InlineData("info", false, LogLevel.Information)]
    [InlineData("warn", false, LogLevel.Warning)]
    [InlineData("fatal", false, LogLevel.Critical)]
    [InlineData("error", true, LogLevel.Debug)]
    public void The_level_is_the_configurations_and_debug_beats_it(string name, bool debug, LogLevel least)
    {
        LogSetup setup = LogSetup.Create(new DaemonConfig { LogLevel = name, Debug = debug }, TimeProvider.System);
        ILogger logger = setup.Provider.CreateLogger("Aot.Daemon.X");
        Assert.True(logger.IsEnabled(least));
        Assert.False(logger.IsEnabled(least - 1));
    }

    [Fact]
    public void The_level_changes_for_loggers_that_are_in_use_and_the_framework_is_kept_quiet()
    {
        LogSetup setup = LogSetup.Create(new DaemonConfig(), TimeProvider.System);
        ILogger logger = setup.Provider.CreateLogger("Aot.Daemon.X");
        ILogger framework = setup.Provider.CreateLogger("Microsoft.AspNetCore.Hosting");
        Assert.False(framework.IsEnabled(LogLevel.Information));
        setup.Switch.Level = LogLevel.Debug;
        Assert.True(logger.IsEnabled(LogLevel.Debug));
        Assert.False(framework.IsEnabled(LogLevel.Information));
        Assert.True(framework.IsEnabled(LogLevel.Warning));
    }

    private static LogLine Line(string message) => new(DateTimeOffset.UnixEpoch, LogLevel.Information, message, null, null);
}
