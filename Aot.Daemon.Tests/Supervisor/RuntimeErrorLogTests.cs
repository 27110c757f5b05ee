using Aot.Daemon.Supervisor;
using Xunit;

namespace Aot.Daemon.Tests.Supervisor;

public sealed class RuntimeErrorLogTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Theory]
    [InlineData("""{"level":"warning","msg":"w"}""", null)]
    [InlineData("""{"level":"error","msg":"e","time":"t"}""", "e")]
    [InlineData("""{"msg":"e","level":"error"}""", "e")]
    [InlineData("{\"level\":\"error\",\"msg\":\"first\"}\n{\"level\":\"error\",\"msg\":\"last\"}\n{\"level\":\"warning\",\"msg\":\"w\"}\n", "last")]
    [InlineData("{\"level\":\"error\",\"msg\":\"whole\"}\n{\"level\":\"error\",\"msg\":\"torn", "whole")]
    [InlineData("""{"level":"error","more":{"a":[1]},"msg":"e"}""", "e")]
    [InlineData("not json\n[]\n7\n\n{}\n", null)]
    [InlineData("", null)]
    public void The_last_error_is_the_one(string log, string? expected)
    {
        File.WriteAllText(_path, log);
        Assert.Equal(expected, RuntimeErrorLog.LastError(_path));
    }

    [Fact]
    public void No_log_is_no_error() => Assert.Null(RuntimeErrorLog.LastError(_path + ".none"));
}
