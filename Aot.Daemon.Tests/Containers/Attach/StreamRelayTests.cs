using System.Security.Cryptography;
using System.Text;
using Aot.Daemon.Containers.Attach;
using Aot.Daemon.Engine;
using Aot.Daemon.Tests.Fakes;
using Xunit;

namespace Aot.Daemon.Tests.Containers.Attach;

public sealed class StreamRelayTests : IDisposable
{
    private readonly FakeClient _client = new();
    private readonly ScriptedStream _process = new(new AttachOptions());

    public void Dispose() => _client.Dispose();

    [Fact]
    public async Task Output_is_relayed_to_its_end_and_ends_the_relay()
    {
        Task<RelayEnd> relay = Run(new StreamRelay(_client.Connection, _process) { HasInput = true });
        await _process.WriteOutputAsync("hello");
        Assert.Equal("hello", await _client.ReceiveTextAsync(5));
        await _process.WriteOutputAsync("bye");
        _process.EndOutput();
        Assert.Equal(RelayEnd.ProcessEnded, await relay);
        Assert.Equal("bye", await _client.ReceiveTextAsync(3));
    }

    [Fact]
    public async Task The_end_of_input_is_told_and_output_goes_on()
    {
        Task<RelayEnd> relay = Run(new StreamRelay(_client.Connection, _process) { HasInput = true });
        await _client.SendAsync("in");
        _client.HalfClose();
        await _process.InputCompleted.Task.WaitAsync(TimeSpan.FromSeconds(10));
        Assert.Equal("in", _process.InputText);
        await _process.WriteOutputAsync("out");
        _process.EndOutput();
        Assert.Equal(RelayEnd.ProcessEnded, await relay);
        Assert.Equal("out", await _client.ReceiveTextAsync(3));
    }

    [Fact]
    public async Task The_end_of_input_ends_the_relay_where_the_process_cannot_be_told()
    {
        Task<RelayEnd> relay = Run(new StreamRelay(_client.Connection, _process) { HasInput = true, EndsWithInput = true });
        await _client.SendAsync("in");
        _client.HalfClose();
        Assert.Equal(RelayEnd.InputEnded, await relay);
        Assert.Equal("in", _process.InputText);
        Assert.False(_process.InputCompleted.Task.IsCompleted);
    }

    [Fact]
    public async Task Without_input_what_the_client_sends_is_left_alone()
    {
        Task<RelayEnd> relay = Run(new StreamRelay(_client.Connection, _process));
        await _client.SendAsync("in");
        _client.HalfClose();
        _process.EndOutput();
        Assert.Equal(RelayEnd.ProcessEnded, await relay);
        Assert.Equal("", _process.InputText);
        Assert.False(_process.InputCompleted.Task.IsCompleted);
    }

    [Fact]
    public async Task Detach_keys_end_the_relay_and_do_not_reach_the_process()
    {
        Task<RelayEnd> relay = Run(new StreamRelay(_client.Connection, _process) { HasInput = true, DetachKeys = DetachKeys.Default });
        await _client.SendAsync("ls\u0010");
        await _client.SendAsync("\u0011more");
        Assert.Equal(RelayEnd.Detached, await relay);
        Assert.Equal("ls", _process.InputText);
    }

    [Fact]
    public async Task A_client_that_leaves_ends_the_relay()
    {
        Task<RelayEnd> relay = Run(new StreamRelay(_client.Connection, _process) { HasInput = true });
        _client.Leave();
        Assert.Equal(RelayEnd.ClientGone, await relay);
    }

    [Fact]
    public async Task A_process_that_reads_no_more_still_has_its_output_relayed()
    {
        _process.InputIsBroken = true;
        Task<RelayEnd> relay = Run(new StreamRelay(_client.Connection, _process) { HasInput = true });
        await _client.SendAsync("in");
        await _process.WriteOutputAsync("out");
        Assert.Equal("out", await _client.ReceiveTextAsync(3));
        _process.EndOutput();
        Assert.Equal(RelayEnd.ProcessEnded, await relay);
    }

    [Fact]
    public async Task Cancelling_ends_the_relay_with_an_exception()
    {
        using var stopping = new CancellationTokenSource();
        Task<RelayEnd> relay = new StreamRelay(_client.Connection, _process) { HasInput = true }.RunAsync(stopping.Token);
        await stopping.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => relay);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Ten_megabytes_of_input_arrive_whole(bool scanned)
    {
        byte[] sent = RandomNumberGenerator.GetBytes(10 * 1024 * 1024);
        sent.AsSpan().Replace((byte)17, (byte)18); // no ctrl-q
        Task<RelayEnd> relay = Run(new StreamRelay(_client.Connection, _process)
        {
            HasInput = true,
            DetachKeys = scanned ? DetachKeys.Default : null,
        });
        await _client.SendAsync(sent);
        _client.HalfClose();
        await _process.InputCompleted.Task.WaitAsync(TimeSpan.FromSeconds(20));
        _process.EndOutput();
        await relay;
        Assert.True(sent.AsSpan().SequenceEqual(_process.Input), Encoding.ASCII.GetString(SHA256.HashData(sent)));
    }

    private static async Task<RelayEnd> Run(StreamRelay relay) => await relay.RunAsync(CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(20));
}
