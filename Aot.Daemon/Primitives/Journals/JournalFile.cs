using System.Runtime.InteropServices;
using Aot.Daemon.Interop;
using Microsoft.Win32.SafeHandles;

namespace Aot.Daemon.Primitives.Journals;

/// <summary>A journal's file on a disk.</summary>
internal sealed class JournalFile : IJournalFile
{
    private const uint OwnerOnly = 0x180; // 0600
    private const int EINTR = 4;

    private readonly SafeFileHandle _handle;
    private readonly string _path;

    public JournalFile(string path)
    {
        _path = path;
        _handle = Open.File(path, Open.WriteOnly | Open.Create | Open.Append | Open.NoFollow, OwnerOnly);
        if (_handle.IsInvalid)
        {
            throw Failure("open");
        }
    }

    public long Length => RandomAccess.GetLength(_handle);

    public unsafe int Append(ReadOnlySpan<byte> bytes)
    {
        fixed (byte* pointer = bytes)
        {
            while (true)
            {
                nint count = WriteBytes.Call(_handle, pointer, (nuint)bytes.Length);
                if (count >= 0)
                {
                    return (int)count;
                }

                if (Marshal.GetLastPInvokeError() != EINTR)
                {
                    throw Failure("write");
                }
            }
        }
    }

    public void Truncate(long length)
    {
        if (FileTruncate.Call(_handle, length) != 0)
        {
            throw Failure("ftruncate");
        }
    }

    public void Sync()
    {
        if (FileDataSync.Call(_handle) != 0)
        {
            throw Failure("fdatasync");
        }
    }

    public void Dispose() => _handle.Dispose();

    private IOException Failure(string call)
    {
        int errno = Marshal.GetLastPInvokeError();
        return new IOException($"{call} {_path}: {Marshal.GetPInvokeErrorMessage(errno)}", errno);
    }
}
