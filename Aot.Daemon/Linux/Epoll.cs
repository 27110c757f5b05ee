using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Aot.Daemon.Interop;
using Microsoft.Win32.SafeHandles;

namespace Aot.Daemon.Linux;

/// <summary>An epoll(7) instance. Every descriptor is registered with a 64-bit token, which its events carry.</summary>
internal sealed unsafe class Epoll : IDisposable
{
    public const uint In = 0x1;
    public const uint Out = 0x4;
    public const uint Error = 0x8;
    public const uint HangUp = 0x10;
    public const uint PeerHalfClosed = 0x2000;

    /// <summary>struct epoll_event is packed on x86-64 alone.</summary>
    private static readonly int TokenOffset = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 4 : 8;

    private static readonly int EventSize = TokenOffset + 8;

    private readonly SafeFileHandle _epoll = EpollCreate.Call();

    private readonly byte[] _events = new byte[64 * EventSize];

    public Epoll()
    {
        if (_epoll.IsInvalid)
        {
            throw Errno.Exception("epoll_create1");
        }
    }

    public void Add(SafeHandle descriptor, uint events, long token) => Control(EpollControl.Add, descriptor, events, token);

    public void Modify(SafeHandle descriptor, uint events, long token) => Control(EpollControl.Modify, descriptor, events, token);

    public void Remove(SafeHandle descriptor) => Control(EpollControl.Delete, descriptor, 0, 0);

    /// <summary>Waits up to the milliseconds given (-1: without end) and returns how many events <see cref="Event"/> has.</summary>
    public int Wait(int milliseconds)
    {
        fixed (byte* events = _events)
        {
            int count = EpollWait.Call(_epoll, events, 64, milliseconds);
            if (count < 0)
            {
                return Errno.Last == Errno.EINTR ? 0 : throw Errno.Exception("epoll_wait");
            }

            return count;
        }
    }

    public (uint Events, long Token) Event(int index)
    {
        ReadOnlySpan<byte> at = _events.AsSpan(index * EventSize, EventSize);
        return (BinaryPrimitives.ReadUInt32LittleEndian(at), BinaryPrimitives.ReadInt64LittleEndian(at[TokenOffset..]));
    }

    public void Dispose() => _epoll.Dispose();

    [SkipLocalsInit]
    private void Control(int operation, SafeHandle descriptor, uint events, long token)
    {
        byte* value = stackalloc byte[16];
        Unsafe.WriteUnaligned(value, events);
        Unsafe.WriteUnaligned(value + TokenOffset, token);
        if (EpollControl.Call(_epoll, operation, descriptor, value) != 0)
        {
            throw Errno.Exception("epoll_ctl");
        }
    }
}
