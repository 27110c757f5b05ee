using Aot.Daemon.Containers;
using Aot.Daemon.Containers.Contracts;
using Aot.Daemon.Primitives;
using Xunit;

namespace Aot.Daemon.Tests.Containers;

public sealed class ProcessTableTests
{
    [Fact]
    public void Rows_of_other_processes_are_left_out_and_commands_keep_their_words()
    {
        ContainerTopResponse table = ProcessTable.Parse("UID   PID CMD\nroot    1 init\nroot   12 sh -c  x\n\nroot  123 a\u00a0b\u2003c\n", [12, 123]);
        Assert.Equal(["UID", "PID", "CMD"], table.Titles);
        Assert.Equal([["root", "12", "sh -c x"], ["root", "123", "a\u00a0b\u2003c"]], table.Processes!);
    }

    [Fact]
    public void Threads_follow_their_process()
    {
        ContainerTopResponse table = ProcessTable.Parse("PID TTY\n5 ?\n- t1\n6 ?\n- t2\n- t3\n7 ?\n- t4\n", [6]);
        Assert.Equal([["6", "?"], ["-", "t2"], ["-", "t3"]], table.Processes!);
    }

    [Fact]
    public void A_column_of_pids_may_be_the_last()
    {
        Assert.Equal([["sh", "6"]], ProcessTable.Parse("COMMAND PID\nsh 6\nsh 7\n", [6]).Processes!);
        Assert.Null(ProcessTable.Parse("COMMAND PID\nsh 7\n", [6]).Processes);
    }

    [Theory]
    [InlineData("COMMAND\nsh\n", "Couldn't find PID field in ps output")]
    [InlineData("", "Couldn't find PID field in ps output")]
    [InlineData("COMMAND PID\nmy sh 6\n", "Unexpected pid 'sh' in ps output")]
    [InlineData("A B PID\nx\n", "Unexpected pid '' in ps output")]
    public void Output_without_pids_is_refused(string output, string message)
    {
        DaemonException refusal = Assert.Throws<DaemonException>(() => ProcessTable.Parse(output, [6]));
        Assert.Equal((ErrorKind.System, message), (refusal.Kind, refusal.Message));
    }
}
