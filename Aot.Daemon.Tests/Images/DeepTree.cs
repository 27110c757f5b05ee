using Aot.Daemon.Interop;
using Microsoft.Win32.SafeHandles;
using Xunit;

namespace Aot.Daemon.Tests.Images;

/// <summary>A tree deeper than any path can be, as a container can make one.</summary>
internal static class DeepTree
{
    public static void Make(string folder, int depth)
    {
        SafeFileHandle current = Open.Folder(folder);
        for (int i = 0; i < depth; i++)
        {
            Assert.Equal(0, MkdirAt.Call(current, "deep\0"u8, 0x1ed));
            SafeFileHandle next = OpenAt.Call(current, "deep\0"u8, Open.ReadOnly | Open.Directory);
            current.Dispose();
            current = next;
        }

        current.Dispose();
    }
}
