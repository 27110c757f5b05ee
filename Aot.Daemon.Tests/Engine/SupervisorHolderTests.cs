using System.Globalization;
using System.IO.Pipes;
using Aot.Daemon.Engine;
using Aot.Daemon.Engine.Embedded;
using Aot.Daemon.Linux;
using Aot.Daemon.Tests.Fakes;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Win32.SafeHandles;
using Xunit;

namespace Aot.Daemon.Tests.Engine;

/// <summary>Descriptors that the supervisor holds: of pipes, whose reader sees when the last writer is closed.</summary>
public sealed class SupervisorHolderTests : IAsyncLifetime
{
    private readonly EngineSandbox _sandbox = new();
    private readonly AnonymousPipeServerStream _reader = new(PipeDirection.In);
    private EmbeddedEngine _engine = null!;
    private IEngineTask _task = null!;
    private SafePipeHandle _writer = null!;

    public async Task InitializeAsync()
    {
        Open();
        await _engine.RestoreAsync(_sandbox.Deadline);
        _task = await _engine.CreateTaskAsync(_sandbox.Options(EngineSandbox.NewId(), new RuntimeSelection("crun", "/usr/bin/crun"), "true"), _sandbox.Deadline);
        _writer = new SafePipeHandle(_reader.ClientSafePipeHandle.DangerousGetHandle(), ownsHandle: false);
        await _engine.Holder.HoldAsync(_task.ContainerId, "pipe", _writer);
    }

    public async Task DisposeAsync()
    {
        await _task.DeleteAsync(_sandbox.Deadline);
        await _engine.ShutdownSupervisorAsync(_sandbox.Deadline);
        await _engine.DisposeAsync();
        await _reader.DisposeAsync();
        _sandbox.Dispose();
    }

    [Fact]
    public async Task What_is_held_outlives_the_daemon_and_is_closed_with_the_task()
    {
        _reader.DisposeLocalCopyOfClientHandle();
        await _engine.DisposeAsync();
        Open();
        _task = Assert.Single(await _engine.RestoreAsync(_sandbox.Deadline));
        using (SafeFileHandle? found = await _engine.Holder.FindAsync(_task.ContainerId, "pipe"))
        {
            Assert.NotNull(found);
            Assert.Equal(1, DescriptorIo.Write(found, [7]));
        }

        Assert.Equal(7, _reader.ReadByte());
        Task<int> end = Task.Run(_reader.ReadByte);
        await _task.DeleteAsync(_sandbox.Deadline);
        Assert.Equal(-1, await end);
        Assert.Null(await _engine.Holder.FindAsync(_task.ContainerId, "pipe"));
    }

    [Fact]
    public async Task Another_supervisor_holds_it_too()
    {
        using (SafeFileHandle? supervisor = Pidfd.Open(SupervisorPid()))
        {
            Assert.True(supervisor is not null && Pidfd.Signal(supervisor, Signals.Kill));
        }

        SafeFileHandle? found;
        while ((found = await _engine.Holder.FindAsync(_task.ContainerId, "pipe")) is null)
        {
            await Task.Delay(5, _sandbox.Deadline);
        }

        found.Dispose();
    }

    [Fact]
    public async Task What_is_let_go_or_replaced_is_closed()
    {
        _reader.DisposeLocalCopyOfClientHandle();
        using AnonymousPipeServerStream other = new(PipeDirection.In);
        await _engine.Holder.HoldAsync(_task.ContainerId, "pipe", other.ClientSafePipeHandle);
        Assert.Equal(-1, _reader.ReadByte());
        other.DisposeLocalCopyOfClientHandle();
        await _engine.Holder.LetGoAsync(_task.ContainerId, "pipe");
        Assert.Equal(-1, other.ReadByte());
        Assert.Null(await _engine.Holder.FindAsync(_task.ContainerId, "pipe"));
    }

    [Fact]
    public async Task Without_a_task_nothing_is_held()
    {
        await _engine.Holder.HoldAsync("nosuch", "pipe", _reader.ClientSafePipeHandle);
        Assert.Null(await _engine.Holder.FindAsync("nosuch", "pipe"));
        await _engine.Holder.LetGoAsync("nosuch", "pipe");
    }

    private void Open()
    {
        _engine = new EmbeddedEngine(_sandbox.ExecRoot, EmbeddedEngineContract.Supervisor, NullLogger<EmbeddedEngine>.Instance, TimeProvider.System);
        _engine.Start();
    }

    private int SupervisorPid() => Directory.GetDirectories("/proc").Select(Path.GetFileName)
        .Where(name => int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out _))
        .Select(name => int.Parse(name!, CultureInfo.InvariantCulture))
        .Single(IsSupervisor);

    private bool IsSupervisor(int pid)
    {
        try
        {
            string arguments = File.ReadAllText($"/proc/{pid}/cmdline");
            return arguments.Contains("supervise", StringComparison.Ordinal) && arguments.Contains(_sandbox.ExecRoot, StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false;
        }
    }
}
