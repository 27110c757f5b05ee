using System.Text;
using Xunit;

namespace Aot.Daemon.Tests.EndToEnd.Fixtures;

/// <summary>What a finished docker CLI left: exit code and both outputs.</summary>
internal sealed record CliResult(string CommandLine, int ExitCode, byte[] Output, byte[] ErrorOutput)
{
    public string Stdout => Encoding.UTF8.GetString(Output);

    public string Stderr => Encoding.UTF8.GetString(ErrorOutput);

    /// <summary>Standard output without the white space round it.</summary>
    public string Trimmed => Stdout.Trim();

    public string[] Lines => Stdout.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Fails the test, with all that the CLI said, unless it ended with this code.</summary>
    public CliResult Expect(int exitCode)
    {
        if (ExitCode != exitCode)
        {
            Assert.Fail($"`{CommandLine}` ended with {ExitCode}, expected {exitCode}\nstdout: {Shorten(Stdout)}\nstderr: {Shorten(Stderr)}");
        }
        return this;
    }

    public CliResult Ok() => Expect(0);

    /// <summary>The CLI failed, and said this.</summary>
    public CliResult FailsSaying(string words)
    {
        if (ExitCode == 0)
        {
            Assert.Fail($"`{CommandLine}` succeeded, expected: {words}\nstdout: {Shorten(Stdout)}");
        }
        Assert.Contains(words, Stderr, StringComparison.OrdinalIgnoreCase);
        return this;
    }

    private static string Shorten(string text) => text.Length <= 4000 ? text : text[..4000] + "...";
}
