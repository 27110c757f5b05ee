using Aot.Daemon.Linux;
using Aot.Daemon.Supervisor.Contracts;
using Microsoft.Win32.SafeHandles;

namespace Aot.Daemon.Supervisor;

/// <summary>
/// The streams of a process: FIFOs or a terminal on its side, the log and the attachments on ours. The container's ends of
/// the output FIFOs are open for both directions, so that it never writes to a pipe without a reader; our readers see the
/// end when the last of its processes is gone.
/// </summary>
internal sealed class ProcessStreams : IDisposable
{
    private readonly SupervisorContext _context;
    private readonly ProcessFolder _folder;
    private readonly ProcessSettings _settings;
    private readonly List<Attachment> _attachments = [];
    private readonly List<ProcessOutput> _outputs = [];
    private readonly List<Action> _waitingForInput = [];
    private readonly TaskCompletionSource _outputEnded = new();
    private SafeFileHandle? _stdout;
    private SafeFileHandle? _stderr;

    /// <summary>The container's end of stdin, until it has been handed over.</summary>
    private SafeFileHandle? _stdin;
    private SafeFileHandle? _terminal;
    private ProcessInput? _input;
    private JsonLogWriter? _log;
    private bool _inputMayCome;
    private bool _completing;
    private bool _disposed;

    public ProcessStreams(SupervisorContext context, ProcessFolder folder, ProcessSettings settings)
    {
        _context = context;
        _folder = folder;
        _settings = settings;
    }

    public byte[] SharedBuffer => _context.SharedBuffer;

    /// <summary>Standard input has just been closed for good, by whoever was attached.</summary>
    public Action OnInputClosed { get; init; } = () => { };

    public bool IsInputOpen => _input is { IsClosed: false } && !_settings.Terminal;

    public bool HasTerminal => _terminal is not null;

    public SafeFileHandle? Terminal => _terminal;

    /// <summary>Makes and opens the FIFOs of a new process.</summary>
    public void Create()
    {
        if (_settings.Terminal)
        {
            _inputMayCome = true;
            return;
        }

        Fifo.Create(_folder.Stdout);
        Fifo.Create(_folder.Stderr);
        if (_settings.OpenStdin)
        {
            Fifo.Create(_folder.Stdin);
        }

        OpenBeforeStart(inputClosed: false);
    }

    /// <summary>Opens the FIFOs of a process that has not been started.</summary>
    public void OpenBeforeStart(bool inputClosed)
    {
        if (_settings.Terminal)
        {
            _inputMayCome = true;
            return;
        }

        OpenOutputs();
        if (_settings.OpenStdin)
        {
            _stdin = Fifo.OpenReader(_folder.Stdin);
            if (!inputClosed)
            {
                OpenInput();
            }
        }
    }

    /// <summary>Opens the FIFOs of a process that an earlier supervisor has started, and reads on.</summary>
    public void Reopen(bool inputClosed)
    {
        if (!_settings.Terminal)
        {
            OpenOutputs();
            if (_settings.OpenStdin && !inputClosed)
            {
                OpenInput();
            }

            BeginReading();
        }
    }

    /// <summary>What the runtime is to be given as standard streams. The ends are the caller's to close after the spawn.</summary>
    public RuntimeStdio OpenForRuntime()
    {
        SafeFileHandle Null() => Interop.Open.File("/dev/null", Interop.Open.ReadWrite);
        if (_settings.Terminal)
        {
            return new RuntimeStdio(Null(), Null(), Null());
        }

        if (_stdin is not null)
        {
            Fifo.MakeBlocking(_stdin);
        }

        return new RuntimeStdio(
            _stdin is null ? Null() : Descriptors.Duplicate(_stdin), Fifo.OpenBoth(_folder.Stdout), Fifo.OpenBoth(_folder.Stderr));
    }

    /// <summary>The process runs: its output is read from now on.</summary>
    public void Started(SafeFileHandle? terminal)
    {
        _stdin?.Dispose();
        _stdin = null;
        if (terminal is not null)
        {
            TakeTerminal(terminal);
        }
        else
        {
            BeginReading();
        }
    }

    /// <summary>What a runtime that failed wrote to the container's streams is no output of the container.</summary>
    public void DiscardOutput()
    {
        foreach (SafeFileHandle? output in (ReadOnlySpan<SafeFileHandle?>)[_stdout, _stderr])
        {
            while (output is not null && DescriptorIo.Read(output, SharedBuffer) > 0)
            {
            }
        }
    }

    /// <summary>Takes the terminal's master side, from the runtime or back from a daemon that kept it, and reads on.</summary>
    public void TakeTerminal(SafeFileHandle terminal)
    {
        if (_terminal is not null || _disposed)
        {
            terminal.Dispose();
            return;
        }

        Descriptors.MakeNonBlocking(terminal);
        _terminal = terminal;
        _log ??= OpenLog();
        _outputs.Add(Output(Descriptors.Duplicate(terminal), 1));
        _input = new ProcessInput(_context.Loop, Descriptors.Duplicate(terminal));
        _inputMayCome = false;
        WakeWaitingForInput();
    }

    public void Attach(SafeFileHandle socket, SupervisorRequest request, bool ended)
    {
        Attachment attachment = new(_context.Loop, socket, this, request);
        if (ended)
        {
            attachment.CompleteOutput();
        }
        else
        {
            _attachments.Add(attachment);
            PauseIfNeeded();
        }
    }

    /// <summary>The bytes taken: all of them when nobody reads them, 0 when they must wait.</summary>
    public int WriteInput(ReadOnlySpan<byte> bytes) => _input?.Write(bytes) ?? (_inputMayCome ? 0 : bytes.Length);

    /// <summary>Calls once when <see cref="WriteInput"/> may take something.</summary>
    public void WhenInputWritable(Action action)
    {
        if (_input is { IsClosed: false })
        {
            _input.WhenWritable(action);
        }
        else
        {
            _waitingForInput.Add(action);
        }
    }

    /// <summary>An attached client has no more input.</summary>
    public void InputCompleted()
    {
        if (_settings.StdinOnce && !_settings.Terminal && _input is { IsClosed: false })
        {
            _input.Dispose();
            OnInputClosed();
        }
    }

    public void Forget(Attachment attachment)
    {
        if (_attachments.Remove(attachment))
        {
            PauseIfNeeded();
        }
    }

    public void AttachmentDrained() => PauseIfNeeded();

    /// <summary>After the process's end: waits until its output has ended, or for the time given if others hold it open, then
    /// passes on what is there and ends the log and the attachments.</summary>
    public async Task CompleteAsync(TimeSpan limit)
    {
        if (_outputs.Count > 0)
        {
            // A slow client must not hold this up; no more than the pipes hold is queued for it.
            _completing = true;
            SetPaused(false);
            if (!await _context.Loop.EndsWithin(_outputEnded.Task, limit))
            {
                _context.Log.Write($"{_folder.Path}: others still hold the output of the ended process");
            }

            foreach (ProcessOutput output in _outputs)
            {
                output.DrainAndEnd();
            }
        }

        CloseInput();
        foreach (Attachment attachment in _attachments.ToArray())
        {
            attachment.CompleteOutput();
        }

        if (_log is { Lost: > 0 })
        {
            _context.Log.Write($"{_folder.Path}: {_log.Lost} bytes of output could not be logged");
        }

        _log?.Dispose();
        _log = null;
        _terminal?.Dispose();
        _terminal = null;
    }

    public void Dispose()
    {
        _disposed = true;
        CloseInput();
        _outputs.ForEach(output => output.Dispose());
        foreach (Attachment attachment in _attachments.ToArray())
        {
            attachment.CompleteOutput();
        }

        _stdin?.Dispose();
        _stdout?.Dispose();
        _stderr?.Dispose();
        _terminal?.Dispose();
        _log?.Dispose();
    }

    private void CloseInput()
    {
        _inputMayCome = false;
        _input?.Dispose();
        WakeWaitingForInput();
    }

    private void WakeWaitingForInput()
    {
        Action[] waiting = [.. _waitingForInput];
        _waitingForInput.Clear();
        foreach (Action action in waiting)
        {
            action();
        }
    }

    private void OpenOutputs()
    {
        _stdout = Fifo.OpenReader(_folder.Stdout);
        _stderr = Fifo.OpenReader(_folder.Stderr);
    }

    private void OpenInput()
    {
        if (Fifo.TryOpenWriter(_folder.Stdin) is { } writer)
        {
            _input = new ProcessInput(_context.Loop, writer);
        }
    }

    private void BeginReading()
    {
        _log ??= OpenLog();
        _outputs.Add(Output(_stdout!, 1));
        _outputs.Add(Output(_stderr!, 2));
        _stdout = null;
        _stderr = null;
        PauseIfNeeded();
    }

    private JsonLogWriter? OpenLog() => _settings.LogPath is { } path
        ? new JsonLogWriter(path, _settings.LogMaxSize, _settings.LogMaxFiles, _settings.LogAttributes)
        : null;

    private ProcessOutput Output(SafeFileHandle source, int stream) => new(
        _context.Loop,
        source,
        SharedBuffer,
        output => Pass(stream, output),
        () => OutputEnded(stream));

    private void Pass(int stream, ReadOnlySpan<byte> output)
    {
        _log?.Write(stream, output);
        for (int i = _attachments.Count - 1; i >= 0; i--)
        {
            _attachments[i].Write(stream, output, raw: _settings.Terminal);
        }

        PauseIfNeeded();
    }

    private void OutputEnded(int stream)
    {
        _log?.Complete(stream);
        if (_outputs.TrueForAll(output => output.HasEnded))
        {
            _outputEnded.TrySetResult();
        }
    }

    private void PauseIfNeeded() => SetPaused(!_completing && _attachments.Exists(attachment => attachment.IsFull));

    private void SetPaused(bool paused)
    {
        foreach (ProcessOutput output in _outputs)
        {
            output.SetPaused(paused);
        }
    }
}
