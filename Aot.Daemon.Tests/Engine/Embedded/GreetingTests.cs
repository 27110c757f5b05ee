using System.Net.Sockets;
using System.Text.Json;
using Aot.Daemon.Engine;
using Aot.Daemon.Engine.Embedded;
using Aot.Daemon.Supervisor.Contracts;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Aot.Daemon.Tests.Engine.Embedded;

/// <summary>The first words between a new daemon and a supervisor that has containers.</summary>
public sealed class GreetingTests
{
    private static readonly ProcessListing Running = new() { Task = EngineSandbox.NewId(), Phase = ProcessPhase.Running, Terminal = true, LacksTerminal = true };

    [Fact]
    public async Task An_end_that_comes_right_behind_the_list_of_what_runs_is_heard()
    {
        using TemporaryFolder folder = new();
        using Socket listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(SupervisorPaths.Socket(folder.Path)));
        listener.Listen();
        using CancellationTokenSource deadline = new(TimeSpan.FromSeconds(30));
        await using EmbeddedEngine engine = new(folder.Path, new SupervisorCommand("/bin/false", ["false"]), NullLogger<EmbeddedEngine>.Instance, TimeProvider.System);
        Task serving = ServeAsync(listener, deadline.Token);
        engine.Start();
        IEngineTask task = Assert.Single(await engine.RestoreAsync(deadline.Token));
        Assert.Equal(7, (await task.WaitAsync(deadline.Token)).ExitCode);
        Assert.Equal(Running.Task, (await engine.Exits.ReadAsync(deadline.Token)).ContainerId);
        await serving;
    }

    private static async Task ServeAsync(Socket listener, CancellationToken cancellationToken)
    {
        using Socket client = await listener.AcceptAsync(cancellationToken);
        SupervisorRequest hello = await ReceiveAsync(client, cancellationToken);
        SupervisorReply list = new() { Id = hello.Id, Protocol = SupervisorReply.CurrentProtocol, Processes = [Running] };
        ExitRecord exit = new() { ExitCode = 7, ExitedAt = DateTimeOffset.UnixEpoch };
        SupervisorReply end = new() { Ended = Running with { Phase = ProcessPhase.Ended, Exit = exit } };
        await client.SendAsync((byte[])[.. Frame(list), .. Frame(end)], cancellationToken);
        SupervisorRequest kept = await ReceiveAsync(client, cancellationToken);
        Assert.Equal(SupervisorVerb.Kept, kept.Verb);
        await client.SendAsync(Frame(new SupervisorReply { Id = kept.Id }), cancellationToken);
    }

    private static byte[] Frame(SupervisorReply reply) =>
        MessageFrame.Write(JsonSerializer.SerializeToUtf8Bytes(reply, SupervisorJsonContext.Default.SupervisorReply));

    private static async Task<SupervisorRequest> ReceiveAsync(Socket socket, CancellationToken cancellationToken)
    {
        await using NetworkStream stream = new(socket, ownsSocket: false);
        byte[] header = new byte[MessageFrame.HeaderSize];
        await stream.ReadExactlyAsync(header, cancellationToken);
        Assert.True(MessageFrame.TryReadLength(header, out int length));
        byte[] message = new byte[length];
        await stream.ReadExactlyAsync(message, cancellationToken);
        return JsonSerializer.Deserialize(message, SupervisorJsonContext.Default.SupervisorRequest)!;
    }
}
