using System.Text.Json;
using Aot.Daemon.Runtimes;
using Xunit;

namespace Aot.Daemon.Tests.Runtimes;

public sealed class RuntimeFeaturesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly RuntimeFeatures _features = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Runc_says_what_it_can()
    {
        string json = (await _features.AskAsync("/usr/sbin/runc", default))!;

        Assert.DoesNotContain('\n', json);
        Assert.True(JsonDocument.Parse(json).RootElement.TryGetProperty("ociVersionMin", out _));
    }

    [Theory]
    [InlineData("echo '{ \"a\": 1 }'", "{\"a\":1}")]
    [InlineData("echo '[]'", null)]
    [InlineData("echo no", null)]
    [InlineData("echo '{}'; exit 1", null)]
    public async Task Only_an_object_of_a_runtime_that_succeeds_counts(string body, string? expected) =>
        Assert.Equal(expected, await _features.AskAsync(Script(body), default));

    [Fact]
    public async Task Those_who_ask_at_once_share_one_question()
    {
        string asked = _folder.File("asked");
        string path = Script($"echo x >> {asked}; sleep 0.1; echo '{{}}'");

        string?[] answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(async () => await _features.AskAsync(path, default))));

        Assert.All(answers, answer => Assert.Equal("{}", answer));
        Assert.Equal("x\n", File.ReadAllText(asked));
    }

    [Fact]
    public async Task No_answer_is_remembered_too()
    {
        string asked = _folder.File("asked");
        string path = Script($"echo x >> {asked}; exit 1");

        Assert.Null(await _features.AskAsync(path, default));
        Assert.Null(await _features.AskAsync(path, default));

        Assert.Equal("x\n", File.ReadAllText(asked));
    }

    [Fact]
    public async Task Who_stops_waiting_does_not_spoil_the_answer_for_others()
    {
        string path = Script($"while [ ! -e {_folder.File("go")} ]; do sleep 0.01; done; echo '{{}}'");
        using var impatient = new CancellationTokenSource();
        Task<string?> given = _features.AskAsync(path, impatient.Token).AsTask();
        Task<string?> waiting = _features.AskAsync(path, default).AsTask();

        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => given);
        File.WriteAllText(_folder.File("go"), "");

        Assert.Equal("{}", await waiting);
    }

    private string Script(string body)
    {
        string path = _folder.Write("runtime", "#!/bin/sh\n" + body + "\n");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return path;
    }
}
