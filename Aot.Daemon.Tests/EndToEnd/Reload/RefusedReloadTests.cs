using System.Net;
using Aot.Daemon.Tests.EndToEnd.Fixtures;
using Xunit;

namespace Aot.Daemon.Tests.EndToEnd.Reload;

/// <summary>Reloads that fail leave the published binary exactly as it was, and say why; the same file fails --validate.</summary>
[Trait("Category", "EndToEnd")]
public sealed class RefusedReloadTests
{
    private const string Live = """
        {
            "labels": ["g=1"],
            "registry-mirrors": ["https://mirror.example"],
            "runtimes": {"traced": {"path": "/usr/bin/crun", "runtimeArgs": ["--debug"]}}
        }
        """;

    public static TheoryData<string> Kinds => BadConfigs.All;

    [Theory]
    [MemberData(nameof(Kinds))]
    public Task A_file_that_is_wrong_changes_nothing(string kind) => DaemonUnderTest.UseAsync(new AotdUnderTest(), async daemon =>
    {
        await File.WriteAllTextAsync(daemon.ConfigFile, Live);
        await daemon.StartAsync();
        DaemonState before = await DaemonState.OfAsync(daemon);
        string reason = BadConfigs.Write(daemon, kind);

        CliResult byCommand = (await daemon.ReloadAsync()).Expect(1).FailsSaying(reason);
        Assert.DoesNotContain("applied", byCommand.Stdout, StringComparison.Ordinal);
        (await daemon.Api.PostAsync("/aotd/reload")).Expect(HttpStatusCode.BadRequest, reason);
        Native.Signal(daemon.Pid, Native.SigHup);
        await Poll.UntilAsync(() => Failures(daemon) == 3, "the third failure is in the log", details: () => daemon.Log);

        Assert.DoesNotContain("Reloaded configuration", daemon.Log, StringComparison.Ordinal);
        Assert.Equal(before, await DaemonState.OfAsync(daemon));
        Assert.True(await daemon.Api.AnswersPingAsync());

        // What failed once is forgotten with the file.
        BadConfigs.Clear(daemon);
        await File.WriteAllTextAsync(daemon.ConfigFile, """{"labels": ["g=3"]}""");
        (await daemon.ReloadAsync()).Ok();
        Assert.Equal("""["g=3"]""", (await DaemonState.InfoAsync(daemon))["Labels"]!.ToJsonString());
    });

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Validation_finds_what_a_reload_finds_and_writes_nothing(string kind)
    {
        await using var daemon = new AotdUnderTest();
        string reason = BadConfigs.Write(daemon, kind);
        CliResult result = await daemon.RunProgramAsync("--validate");
        BadConfigs.Clear(daemon);
        result.Expect(1).FailsSaying(reason);
        Assert.DoesNotContain("configuration OK", result.Stderr, StringComparison.Ordinal);
        Assert.False(Directory.Exists(daemon.DataRoot));
    }

    [Theory]
    [InlineData("")]
    [InlineData("  \n")]
    [InlineData("{}")]
    [InlineData(Live)]
    [InlineData("""{"runtimes": {"absent": {"path": "/no/such/runtime", "runtimeArgs": ["a b", "$HOME", "'"]}}, "default-runtime": "absent"}""")]
    public async Task Validation_of_a_file_that_would_do_says_so(string file)
    {
        await using var daemon = new AotdUnderTest();
        await File.WriteAllTextAsync(daemon.ConfigFile, file);
        CliResult result = (await daemon.RunProgramAsync("--validate")).Ok();
        Assert.Equal("configuration OK", result.Stderr.Trim());
        Assert.False(Directory.Exists(daemon.DataRoot));
    }

    [Fact]
    public async Task Validation_warns_of_what_has_no_effect()
    {
        await using var daemon = new AotdUnderTest();
        await File.WriteAllTextAsync(daemon.ConfigFile, """{"iptables": false}""");
        CliResult result = (await daemon.RunProgramAsync("--validate")).Ok();
        Assert.StartsWith("warning: iptables is not supported and has no effect", result.Stderr, StringComparison.Ordinal);
        Assert.EndsWith("configuration OK", result.Stderr.Trim(), StringComparison.Ordinal);
    }

    private static int Failures(AotdUnderTest daemon) =>
        daemon.Log.Split('\n').Count(line => line.Contains("Error reloading configuration", StringComparison.Ordinal));
}
