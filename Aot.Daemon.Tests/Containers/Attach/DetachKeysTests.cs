using System.Text;
using Aot.Daemon.Containers.Attach;
using Xunit;

namespace Aot.Daemon.Tests.Containers.Attach;

public sealed class DetachKeysTests
{
    [Theory]
    [InlineData(null, new byte[] { 16, 17 })]
    [InlineData("", new byte[] { 16, 17 })]
    [InlineData("a", new byte[] { 97 })]
    [InlineData("ctrl-a,b,ctrl-z", new byte[] { 1, 98, 26 })]
    [InlineData("ctrl-@,ctrl-[,ctrl-\\,ctrl-],ctrl-^,ctrl-_", new byte[] { 0, 27, 28, 29, 30, 31 })]
    [InlineData("DEL", new byte[] { 127 })]
    public void The_syntax_is_dockers(string? text, byte[] expected) =>
        Assert.Equal(expected, DetachKeys.Parse(text)!.Bytes.ToArray());

    [Theory]
    [InlineData(",")]
    [InlineData("ab")]
    [InlineData("ctrl-")]
    [InlineData("ctrl-A")]
    [InlineData("ctrl-1")]
    [InlineData("ctrl-aa")]
    [InlineData("a,,b")]
    [InlineData("é")]
    public void What_is_no_key_is_refused(string text) => Assert.Null(DetachKeys.Parse(text));

    [Theory]
    [InlineData("ctrl-p,ctrl-q", "ab\u0010\u0011cd", "ab", true)]
    [InlineData("ctrl-p,ctrl-q", "\u0010|\u0011", "", true)]
    [InlineData("ctrl-p,ctrl-q", "\u0010x\u0011", "\u0010x\u0011", false)]
    [InlineData("ctrl-p,ctrl-q", "\u0010|x", "\u0010x", false)]
    [InlineData("ctrl-p,ctrl-q", "\u0010\u0010\u0011", "\u0010", true)]
    [InlineData("ctrl-p,ctrl-q", "a\u0010", "a", false)]
    [InlineData("a,a,b", "aaab", "a", true)]
    [InlineData("a,a,b", "aa|a|a|b", "aa", true)]
    [InlineData("a,b,a,b,c", "ababab|c", "ab", true)]
    [InlineData("a,b,a,c", "ababac", "ab", true)]
    [InlineData("a,b,a,c", "abad", "abad", false)]
    [InlineData("x", "abx", "ab", true)]
    public void The_sequence_is_found_across_reads_and_in_itself(string keys, string typed, string expectedPassed, bool expectedDetach)
    {
        var scanner = new DetachScanner(DetachKeys.Parse(keys)!);
        var passed = new StringBuilder();
        bool isDetached = false;
        foreach (string read in typed.Split('|'))
        {
            byte[] room = new byte[read.Length + scanner.MaxHeld];
            isDetached = scanner.Scan(Encoding.ASCII.GetBytes(read), room, out int count);
            passed.Append(Encoding.ASCII.GetString(room, 0, count));
        }

        Assert.Equal((expectedPassed, expectedDetach), (passed.ToString(), isDetached));
    }

    [Fact]
    public void What_is_held_is_given_back_when_the_input_ends()
    {
        var scanner = new DetachScanner(DetachKeys.Default);
        Assert.False(scanner.Scan("a\u0010"u8, new byte[4], out int count));
        Assert.Equal(1, count);
        Assert.Equal([16], scanner.Flush().ToArray());
        Assert.Equal(0, scanner.Flush().Length);
    }
}
