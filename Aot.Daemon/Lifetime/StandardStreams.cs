using Aot.Daemon.Interop;
using Microsoft.Win32.SafeHandles;

namespace Aot.Daemon.Lifetime;

/// <summary>
/// Descriptors 0, 1 and 2. A process may be started with one of them closed; the next file opened would get its number, and log lines
/// would be written into it.
/// </summary>
internal static class StandardStreams
{
    private const int Last = 2;

    /// <summary>Opens /dev/null in place of those that are closed. Call before anything else is opened.</summary>
    public static void EnsureOpen()
    {
        while (true)
        {
            // The kernel hands out the lowest number that is free.
            SafeFileHandle file = Open.File("/dev/null", Open.ReadWrite);
            if (file.IsInvalid || file.DangerousGetHandle() > Last)
            {
                file.Dispose();
                return;
            }

            file.SetHandleAsInvalid();
        }
    }
}
