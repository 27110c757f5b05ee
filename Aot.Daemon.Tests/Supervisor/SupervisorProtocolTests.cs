using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Aot.Daemon.Engine;
using Aot.Daemon.Engine.Embedded;
using Aot.Daemon.Primitives;
using Aot.Daemon.Supervisor.Contracts;
using Aot.Daemon.Tests.Engine;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Aot.Daemon.Tests.Supervisor;

/// <summary>What is wrong on one connection harms no other.</summary>
public sealed class SupervisorProtocolTests : IAsyncLifetime
{
    private readonly EngineSandbox _sandbox = new();
    private EmbeddedEngine _engine = null!;

    public async Task InitializeAsync()
    {
        _engine = new EmbeddedEngine(_sandbox.ExecRoot, EmbeddedEngineContract.Supervisor, NullLogger<EmbeddedEngine>.Instance, TimeProvider.System);
        _engine.Start();
        await _engine.RestoreAsync(_sandbox.Deadline);
    }

    public async Task DisposeAsync()
    {
        // That this works is each test's last assertion: the supervisor lives and has no tasks.
        await _engine.ShutdownSupervisorAsync(_sandbox.Deadline);
        await _engine.DisposeAsync();
        _sandbox.Dispose();
    }

    [Theory]
    [InlineData("ffffffff", "")]
    [InlineData("00000080", "")]
    [InlineData("01000001", "")]
    [InlineData("02000000", "no")]
    [InlineData("04000000", "null")]
    [InlineData("12000000", "{\"Verb\":\"Unknown\"}")]
    [InlineData("0e000000", "{\"Verb\":[\"x\"]}")]
    public async Task A_malformed_message_closes_its_connection(string header, string content)
    {
        using Socket socket = await ConnectAsync();
        await socket.SendAsync((byte[])[.. Convert.FromHexString(header), .. Encoding.ASCII.GetBytes(content)]);
        Assert.Equal(0, await socket.ReceiveAsync(new byte[64], _sandbox.Deadline));
    }

    [Fact]
    public async Task A_message_may_come_byte_by_byte_and_several_at_once()
    {
        using Socket socket = await ConnectAsync();
        byte[] hello = Frame(new SupervisorRequest { Id = 5, Verb = SupervisorVerb.Hello });
        foreach (byte one in hello)
        {
            await socket.SendAsync(new[] { one });
        }

        Assert.Equal(5, (await SupervisorSocket.ReceiveAsync(socket, _sandbox.Deadline)).Id);
        await socket.SendAsync((byte[])[.. hello, .. hello, .. hello[..7]]);
        Assert.Equal(5, (await SupervisorSocket.ReceiveAsync(socket, _sandbox.Deadline)).Id);
        Assert.Equal(5, (await SupervisorSocket.ReceiveAsync(socket, _sandbox.Deadline)).Id);
        await socket.SendAsync(hello[7..]);
        Assert.Equal(5, (await SupervisorSocket.ReceiveAsync(socket, _sandbox.Deadline)).Id);
    }

    [Theory]
    [InlineData(SupervisorVerb.Start, "nosuch", ErrorKind.NotFound)]
    [InlineData(SupervisorVerb.Attach, "nosuch", ErrorKind.NotFound)]
    [InlineData(SupervisorVerb.Console, "nosuch", ErrorKind.NotFound)]
    [InlineData(SupervisorVerb.Signal, "../x", ErrorKind.Invalid)]
    [InlineData(SupervisorVerb.Create, "../x", ErrorKind.Invalid)]
    [InlineData(SupervisorVerb.Create, "x", ErrorKind.Invalid)]
    [InlineData(SupervisorVerb.Delete, null, ErrorKind.Invalid)]
    [InlineData(SupervisorVerb.Keep, "x", ErrorKind.Invalid)]
    internal async Task A_request_that_makes_no_sense_is_answered_with_the_reason(SupervisorVerb verb, string? task, ErrorKind expected)
    {
        using Socket socket = await ConnectAsync();
        await SupervisorSocket.SendAsync(socket, new SupervisorRequest { Id = 1, Verb = verb, Task = task });
        Assert.Equal(expected, (await SupervisorSocket.ReceiveAsync(socket, _sandbox.Deadline)).Failure?.Kind);
    }

    [Fact]
    public async Task An_attachment_that_sends_nonsense_ends_alone()
    {
        IEngineTask engineTask = await _engine.CreateTaskAsync(
            _sandbox.Options(EngineSandbox.NewId(), new RuntimeSelection("runc", "/usr/sbin/runc"), new StdioOptions { OpenStdin = true, StdinOnce = true }, ["cat"]),
            _sandbox.Deadline);
        await engineTask.StartAsync(_sandbox.Deadline);
        using Socket socket = await ConnectAsync();
        await SupervisorSocket.SendAsync(
            socket, new SupervisorRequest { Id = 1, Verb = SupervisorVerb.Attach, Task = engineTask.ContainerId, Stdin = true, Stdout = true });
        Assert.Null((await SupervisorSocket.ReceiveAsync(socket, _sandbox.Deadline)).Failure);
        await socket.SendAsync(Convert.FromHexString("ffffffff"));
        Assert.Equal(0, await socket.ReceiveAsync(new byte[64], _sandbox.Deadline));

        await using IProcessStream stream = await engineTask.AttachAsync(new AttachOptions { Stdin = true, Stdout = true }, _sandbox.Deadline);
        await stream.WriteAsync("works\n"u8.ToArray(), _sandbox.Deadline);
        await stream.CompleteInputAsync(_sandbox.Deadline);
        Assert.Equal("works\n", Encoding.UTF8.GetString(Streams.Unframed(await stream.ReadToEndAsync(_sandbox.Deadline), 1)));
        await engineTask.DeleteAsync(_sandbox.Deadline);
    }

    private Task<Socket> ConnectAsync() => SupervisorSocket.ConnectAsync(SupervisorPaths.Socket(_sandbox.ExecRoot), _sandbox.Deadline);

    private static byte[] Frame(SupervisorRequest request)
    {
        byte[] json = JsonSerializer.SerializeToUtf8Bytes(request, SupervisorJsonContext.Default.SupervisorRequest);
        byte[] frame = new byte[4 + json.Length];
        BinaryPrimitives.WriteInt32LittleEndian(frame, json.Length);
        json.CopyTo(frame, 4);
        return frame;
    }
}
