using System.Runtime.InteropServices;

namespace Aot.Daemon.Linux;

/// <summary>The error numbers of x86-64 and arm64 Linux that are told apart, and their translation.</summary>
internal static class Errno
{
    public const int EPERM = 1;
    public const int ENOENT = 2;
    public const int ESRCH = 3;
    public const int EINTR = 4;
    public const int EIO = 5;
    public const int ENXIO = 6;
    public const int EBADF = 9;
    public const int ECHILD = 10;
    public const int EAGAIN = 11;
    public const int EACCES = 13;
    public const int EBUSY = 16;
    public const int EEXIST = 17;
    public const int EXDEV = 18;
    public const int ENODEV = 19;
    public const int ENOTDIR = 20;
    public const int EISDIR = 21;
    public const int EINVAL = 22;
    public const int EMFILE = 24;
    public const int ETXTBSY = 26;
    public const int ENOSPC = 28;
    public const int EPIPE = 32;
    public const int ENAMETOOLONG = 36;
    public const int ELOOP = 40;
    public const int ENODATA = 61;
    public const int EPROTONOSUPPORT = 93;
    public const int ESOCKTNOSUPPORT = 94;
    public const int EOPNOTSUPP = 95;
    public const int EAFNOSUPPORT = 97;
    public const int EADDRINUSE = 98;
    public const int EADDRNOTAVAIL = 99;
    public const int ENOBUFS = 105;
    public const int EDQUOT = 122;

    /// <summary>errno of the last native call on this thread.</summary>
    public static int Last => Marshal.GetLastPInvokeError();

    /// <summary>The last native call's failure as an exception; its HResult is the errno.</summary>
    public static IOException Exception(string operation) => Exception(operation, Last);

    public static IOException Exception(string operation, int errno) =>
        new($"{operation}: {Marshal.GetPInvokeErrorMessage(errno)}", errno);
}
