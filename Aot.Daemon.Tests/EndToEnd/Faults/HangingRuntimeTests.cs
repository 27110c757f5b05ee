using Xunit;

namespace Aot.Daemon.Tests.EndToEnd.Faults;

/// <summary>A runtime that never ends is ended, and what it may have done is undone.</summary>
[Trait("Category", "EndToEnd")]
public sealed class HangingRuntimeTests(ImpatientFixture fixture) : IClassFixture<ImpatientFixture>
{
    private static readonly FaultAct[] Acts = [FaultActs.Start, FaultActs.Exec, FaultActs.Exit];

    [Theory]
    [InlineData("start", "run", Misbehaviour.HangBefore)]
    [InlineData("start", "run", Misbehaviour.HangAfter)]
    [InlineData("exec", "exec", Misbehaviour.HangBefore)]
    [InlineData("exec", "exec", Misbehaviour.HangAfter)]
    [InlineData("exit", "delete", Misbehaviour.HangBefore)]
    [InlineData("exit", "delete", Misbehaviour.HangAfter)]
    public Task A_runtime_that_hangs_is_given_up(string act, string verb, Misbehaviour does) => fixture.RunAsync(
        new RuntimeFault(Acts.Single(known => known.Name == act), verb, does, Victim.None, act == "exit" ? "exited" : null), FaultyRuntime.NameFor("crun"));
}
