namespace Aot.Daemon.Primitives.Journals;

/// <summary>A journal's folder on a disk. It need not be there before the first use.</summary>
internal sealed class JournalFolder(string path) : IJournalFolder
{
    public Stream? OpenRead(string name)
    {
        try
        {
            return new FileStream(Path.Combine(path, name), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    public IJournalFile Open(string name) => new JournalFile(Path.Combine(path, name));

    public void Rename(string from, string to) => File.Move(Path.Combine(path, from), Path.Combine(path, to), overwrite: true);

    public void Delete(string name) => File.Delete(Path.Combine(path, name));

    public void Sync() => AtomicFile.SyncFolder(path);
}
