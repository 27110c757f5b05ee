using System.Buffers;
using Aot.Daemon.Interop;
using Aot.Daemon.Linux;
using Aot.Daemon.Primitives;
using Microsoft.Win32.SafeHandles;

namespace Aot.Daemon.Runtimes;

/// <summary>
/// The scripts under &lt;data-root&gt;/runtimes that stand for runtimes with arguments. A container is tied to its script when it starts, so a
/// script never changes (its name holds the digest of its content), and none that this daemon has handed out goes away while it lives.
/// </summary>
internal sealed class WrapperScripts(string dataRoot)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly string _folder = Path.Combine(dataRoot, "runtimes");

    /// <summary>Held while files are looked at, written and removed; guards <see cref="_handedOut"/>.</summary>
    private readonly Lock _gate = new();
    private readonly HashSet<string> _handedOut = new(StringComparer.Ordinal);

    /// <summary>Makes the script of a runtime, unless it is there, whole, already. Durable once this returns.</summary>
    /// <param name="runtime">The runtime's name.</param>
    /// <param name="path">Its binary.</param>
    /// <param name="arguments">Without NUL characters.</param>
    /// <returns>The script's absolute path.</returns>
    /// <exception cref="DaemonException">System: it cannot be written. Nothing that was there before is changed.</exception>
    public string Write(string runtime, string path, ReadOnlySpan<string> arguments)
    {
        using var content = new PooledBuffer(4096);
        WrapperContent.Write(content, path, arguments);
        Span<char> name = stackalloc char[WrapperName.MaxLength];
        string script = Path.Join(_folder, name[..WrapperName.Format(runtime, content.WrittenSpan, name)]);
        lock (_gate)
        {
            try
            {
                if (!IsWhole(script, content.WrittenSpan))
                {
                    MakeFolder();
                    AtomicFile.Write(script, content.WrittenSpan, OwnerOnly, durable: true);
                }
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                throw DaemonException.System($"runtime {runtime}: its wrapper script cannot be written: {failure.Message}", failure);
            }

            _handedOut.Add(Path.GetFileName(script));
        }

        return script;
    }

    /// <summary>
    /// Removes what earlier daemons have left: scripts that this one has not handed out and that no container is tied to. For the daemon's
    /// start, once the containers are known; a reload that goes on beside it loses nothing.
    /// </summary>
    /// <param name="referenced">The runtime paths in the containers' records; compared by their file names, for the data-root may have moved.</param>
    /// <returns>How many files went.</returns>
    public int Sweep(IEnumerable<string> referenced)
    {
        HashSet<string> kept = [.. referenced.Select(path => Path.GetFileName(path))];
        int removed = 0;
        lock (_gate)
        {
            if (!Directory.Exists(_folder))
            {
                return 0;
            }

            foreach (string file in Directory.EnumerateFiles(_folder))
            {
                string name = Path.GetFileName(file);
                if (!kept.Contains(name) && !_handedOut.Contains(name))
                {
                    File.Delete(file);
                    removed++;
                }
            }
        }

        return removed;
    }

    private void MakeFolder()
    {
        if (!Directory.Exists(_folder))
        {
            Directory.CreateDirectory(_folder, OwnerOnly);
            AtomicFile.SyncFolder(dataRoot);
        }

        File.SetUnixFileMode(_folder, OwnerOnly);
    }

    /// <summary>Whether the file is the script that its name says: a regular file that the owner alone may use, of that content.</summary>
    private static bool IsWhole(string script, ReadOnlySpan<byte> content)
    {
        if (Statx.Call(Statx.AtFdCwd, script, Statx.NoFollow, Statx.BasicStats, out Statx.Result stat) != 0
            || stat.Mode != (FileKind.Regular | (ushort)OwnerOnly)
            || stat.Uid != GetUserId.Call()
            || stat.Size != (ulong)content.Length)
        {
            return false;
        }

        using SafeFileHandle file = Open.File(script, Open.ReadOnly | Open.NoFollow);
        if (file.IsInvalid)
        {
            return false;
        }

        byte[] found = ArrayPool<byte>.Shared.Rent(content.Length);
        try
        {
            int length = 0, read;
            while (length < content.Length && (read = RandomAccess.Read(file, found.AsSpan(length, content.Length - length), length)) > 0)
            {
                length += read;
            }

            return content.SequenceEqual(found.AsSpan(0, length));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(found);
        }
    }
}
