using Aot.Daemon.Interop;
using Aot.Daemon.Linux;
using Aot.Daemon.Primitives;
using Aot.Daemon.Supervisor.Contracts;
using Microsoft.Win32.SafeHandles;

namespace Aot.Daemon.Engine.Embedded;

/// <summary>A task at the supervisor, with what the daemon keeps open for it.</summary>
internal sealed class EmbeddedTask(EmbeddedEngine engine, string containerId) : EmbeddedProcess(engine, containerId, null), IEngineTask
{
    private const uint OwnerOnly = 0x180; // 0600

    private volatile bool _isPaused;

    /// <summary>The profile whose filter the next start takes or learns; null when there is nothing to gain.</summary>
    private SeccompKey? _seccomp;

    public ProcessKeepers Keepers { get; } = new();

    public bool IsPaused => _isPaused;

    public override async ValueTask StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            await base.StartAsync(cancellationToken);
        }
        catch (RuntimeStartException) when (_seccomp is { } unsure)
        {
            Engine.SeccompFilters.Forget(unsure);
            throw;
        }

        if (_seccomp is { } key && Engine.SeccompFilters.Find(key) is null)
        {
            Engine.SeccompFilters.Learn(key, Path.Combine(SupervisorPaths.RuntimeRoot(Engine.ExecRoot), ContainerId));
        }
    }

    public async ValueTask<IEngineProcess> CreateExecAsync(ExecOptions options, CancellationToken cancellationToken)
    {
        SupervisorRequest request = new()
        {
            Verb = SupervisorVerb.Create,
            Task = ContainerId,
            Exec = options.ExecId,
            Settings = new ProcessSettings
            {
                Terminal = options.Stdio.Terminal,
                OpenStdin = options.Stdio.OpenStdin,
                StdinOnce = options.Stdio.StdinOnce,
                Columns = options.Stdio.Columns,
                Rows = options.Stdio.Rows,
            },
        };
        await Engine.CallAsync(request, cancellationToken);
        string folder = SupervisorPaths.Exec(Engine.ExecRoot, ContainerId, options.ExecId);
        EmbeddedProcess exec = new(Engine, ContainerId, options.ExecId);
        try
        {
            WriteFile(SupervisorPaths.ProcessSpec(folder), options.ProcessSpec.Span, []);
        }
        catch
        {
            await exec.DeleteAsync(CancellationToken.None);
            throw;
        }

        return Engine.AddExec(exec, options.ExecId);
    }

    public async ValueTask PauseAsync(CancellationToken cancellationToken)
    {
        await Engine.CallAsync(Request(SupervisorVerb.Pause), cancellationToken);
        _isPaused = true;
    }

    public async ValueTask ResumeAsync(CancellationToken cancellationToken)
    {
        await Engine.CallAsync(Request(SupervisorVerb.Resume), cancellationToken);
        _isPaused = false;
    }

    /// <summary>The caller makes one update of a task at a time.</summary>
    public async ValueTask UpdateAsync(ReadOnlyMemory<byte> resources, CancellationToken cancellationToken)
    {
        string path = SupervisorPaths.Resources(SupervisorPaths.Task(Engine.ExecRoot, ContainerId));
        WriteFile(path, resources.Span, []);
        try
        {
            await Engine.CallAsync(Request(SupervisorVerb.Update), cancellationToken);
        }
        finally
        {
            File.Delete(path);
        }
    }

    public async ValueTask<IReadOnlyList<int>> PidsAsync(CancellationToken cancellationToken) =>
        (await Engine.CallAsync(Request(SupervisorVerb.Pids), cancellationToken)).Pids ?? [];

    public override async ValueTask DeleteAsync(CancellationToken cancellationToken)
    {
        await base.DeleteAsync(cancellationToken);
        Keepers.Dispose();
    }

    public override void IsRunning(ProcessListing listing)
    {
        base.IsRunning(listing);
        _isPaused = listing.Paused;
        Keepers.OpenProcess(listing.Pid, listing.StartTime);
        if (listing is { Terminal: true, LacksTerminal: false })
        {
            Engine.KeepTerminal(this);
        }
    }

    public override bool HasEnded(ProcessExit exit)
    {
        Keepers.Dispose();
        return base.HasEnded(exit);
    }

    /// <summary>Opens the FIFOs of a task that was created or found.</summary>
    public void OpenStreams(bool terminal, bool stdin) =>
        Keepers.OpenStreams(SupervisorPaths.Task(Engine.ExecRoot, ContainerId), terminal, stdin);

    /// <summary>Writes the bundle's config.json: the spec, and the filter of its seccomp profile where the runtime has compiled it before.</summary>
    public void WriteSpec(ReadOnlySpan<byte> spec, SpecFacts facts, string runtimePath)
    {
        ReadOnlySpan<byte> profile = spec[facts.Seccomp];
        byte[]? filter = null;
        if (!profile.IsEmpty && !facts.HasAnnotations)
        {
            SeccompKey key = SeccompKey.Of(runtimePath, profile);
            _seccomp = key;
            filter = Engine.SeccompFilters.Find(key);
        }

        string path = SupervisorPaths.Spec(SupervisorPaths.Task(Engine.ExecRoot, ContainerId));
        if (filter is { Length: > 0 })
        {
            // The spec's last byte is its closing brace.
            WriteFile(path, spec[..^1], [FilterBegin, filter, FilterEnd]);
        }
        else
        {
            WriteFile(path, spec, []);
        }
    }

    private static ReadOnlyMemory<byte> FilterBegin { get; } = ",\"annotations\":{\"run.oci.seccomp_bpf_data\":\""u8.ToArray();

    private static ReadOnlyMemory<byte> FilterEnd { get; } = "\"}}"u8.ToArray();

    /// <summary>The runtime reads it later in the same boot: it need not survive a power cut.</summary>
    private static void WriteFile(string path, ReadOnlySpan<byte> content, ReadOnlySpan<ReadOnlyMemory<byte>> rest)
    {
        try
        {
            using SafeFileHandle file = Open.File(path, Open.WriteOnly | Open.Create | Open.Truncate, OwnerOnly);
            if (file.IsInvalid)
            {
                throw Errno.Exception("open");
            }

            RandomAccess.Write(file, content, 0);
            long offset = content.Length;
            foreach (ReadOnlyMemory<byte> part in rest)
            {
                RandomAccess.Write(file, part.Span, offset);
                offset += part.Length;
            }
        }
        catch (IOException failure)
        {
            throw DaemonException.System($"writing {path}: {failure.Message}", failure);
        }
    }
}
