using System.Runtime.InteropServices;
using Aot.Daemon.Tests.EndToEnd.Fixtures;
using Xunit;

namespace Aot.Daemon.Tests.EndToEnd.Faults;

/// <summary>A small file system of its own, of which a file takes up all but a few pages.</summary>
internal sealed class TightDisk
{
    private const int Page = 4096;

    private readonly string _filler;

    /// <summary>Mounts it over a folder, which is made. Whoever clears up after the daemon unmounts it.</summary>
    /// <param name="megabytes">Its size.</param>
    public TightDisk(string folder, int megabytes)
    {
        const ulong NoFlags = 0;
        Directory.CreateDirectory(folder);
        if (Native.Mount("tmpfs", folder, "tmpfs", NoFlags, $"size={megabytes}m,huge=never") != 0)
        {
            throw new InvalidOperationException($"mount tmpfs: {Marshal.GetLastPInvokeErrorMessage()}");
        }

        _filler = Path.Combine(folder, "filler");
    }

    /// <summary>Takes up everything but so many pages. Folders and empty files take none.</summary>
    public void Leave(int pages)
    {
        using FileStream file = new(_filler, FileMode.OpenOrCreate, FileAccess.Write, FileShare.None, bufferSize: 0);
        byte[] block = new byte[Page];
        file.Seek(0, SeekOrigin.End);
        try
        {
            while (true)
            {
                file.Write(block);
            }
        }
        catch (IOException)
        {
            // Full, as meant.
        }

        Assert.True(file.Length >= (long)pages * Page, "the disk is too small for this test");
        file.SetLength(file.Length - ((long)pages * Page));
    }

    /// <summary>Gives all of it back.</summary>
    public void Free() => File.Delete(_filler);
}
