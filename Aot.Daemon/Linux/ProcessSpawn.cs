using System.Runtime.InteropServices;
using Aot.Daemon.Interop;

namespace Aot.Daemon.Linux;

/// <summary>
/// Starts a program with posix_spawn(3), which shares the address space until the exec and so costs the same whatever the
/// size of this process. The program gets the descriptors named here and no other, default signal dispositions and no
/// blocked signal.
/// </summary>
internal sealed class ProcessSpawn
{
    public required string Path { get; init; }

    /// <summary>All arguments, the program's name (argv[0]) first.</summary>
    public required IReadOnlyList<string> Arguments { get; init; }

    /// <summary>NAME=value each.</summary>
    public required IReadOnlyList<string> Environment { get; init; }

    public required SafeHandle Input { get; init; }

    public required SafeHandle Output { get; init; }

    public required SafeHandle ErrorOutput { get; init; }

    /// <summary>Passed as descriptor 3, or null.</summary>
    public SafeHandle? Inherited { get; init; }

    /// <summary>The program leads a session of its own (setsid(2)).</summary>
    public bool NewSession { get; init; }

    /// <summary>The program leads a process group of its own (setpgid(2)).</summary>
    public bool NewGroup { get; init; }

    /// <summary>The pid, or the negative errno (ENOENT: no such program). The descriptors are the caller's to close.</summary>
    public unsafe int Start()
    {
        byte* actions = stackalloc byte[PosixSpawn.StructureSize];
        byte* attributes = stackalloc byte[PosixSpawn.StructureSize];
        byte* signals = stackalloc byte[PosixSpawn.StructureSize];
        using NativeStrings path = new([Path]);
        using NativeStrings arguments = new(Arguments);
        using NativeStrings environment = new(Environment);
        Check(SpawnActionsInit.Call(actions));
        Check(SpawnAttributesInit.Call(attributes));
        try
        {
            Check(SpawnActionsAddDuplicate.Call(actions, Number(Input), 0));
            Check(SpawnActionsAddDuplicate.Call(actions, Number(Output), 1));
            Check(SpawnActionsAddDuplicate.Call(actions, Number(ErrorOutput), 2));
            if (Inherited is not null)
            {
                Check(SpawnActionsAddDuplicate.Call(actions, Number(Inherited), 3));
            }

            // Close-on-exec covers what this process opened, not what it was itself started with.
            Check(SpawnActionsAddCloseFrom.Call(actions, Inherited is null ? 3 : 4));

            // All of them: sigfillset(3) leaves out glibc's own two, 32 and 33, and posix_spawn then ignores those in the program.
            new Span<byte>(signals, PosixSpawn.StructureSize).Fill(0xff);
            Check(SpawnAttributesSetDefaultSignals.Call(attributes, signals));
            Check(SignalSetEmpty.Call(signals) == 0 ? 0 : Errno.EINVAL);
            Check(SpawnAttributesSetMask.Call(attributes, signals));
            int flags = PosixSpawn.SetSignalDefaults | PosixSpawn.SetSignalMask | (NewSession ? PosixSpawn.SetSession : 0)
                | (NewGroup ? PosixSpawn.SetProcessGroup : 0);
            Check(SpawnAttributesSetFlags.Call(attributes, (short)flags));
            int error = PosixSpawn.Call(out int pid, path.Array[0], actions, attributes, arguments.Array, environment.Array);
            return error == 0 ? pid : -error;
        }
        finally
        {
            _ = SpawnActionsDestroy.Call(actions);
            _ = SpawnAttributesDestroy.Call(attributes);
        }
    }

    private static int Number(SafeHandle descriptor) => (int)descriptor.DangerousGetHandle();

    private static void Check(int error)
    {
        if (error != 0)
        {
            throw Errno.Exception("posix_spawn", error);
        }
    }

    /// <summary>A null-terminated array of C strings.</summary>
    private sealed unsafe class NativeStrings : IDisposable
    {
        private readonly int _count;

        public NativeStrings(IReadOnlyList<string> strings)
        {
            _count = strings.Count;
            Array = (byte**)NativeMemory.AllocZeroed((nuint)(_count + 1), (nuint)sizeof(byte*));
            for (int i = 0; i < _count; i++)
            {
                Array[i] = (byte*)Marshal.StringToCoTaskMemUTF8(strings[i]);
            }
        }

        public byte** Array { get; }

        public void Dispose()
        {
            for (int i = 0; i < _count; i++)
            {
                Marshal.FreeCoTaskMem((nint)Array[i]);
            }

            NativeMemory.Free(Array);
        }
    }
}
