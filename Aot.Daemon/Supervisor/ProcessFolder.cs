using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Aot.Daemon.Primitives;
using Aot.Daemon.Supervisor.Contracts;

namespace Aot.Daemon.Supervisor;

/// <summary>The folder of a task or an exec: its records and the names of its streams. Records are for a later supervisor on the
/// same boot: they survive a process, not a power cut, and are never synced.</summary>
internal sealed class ProcessFolder(string path, bool isExec)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    public string Path => path;

    public string Stdin => SupervisorPaths.Stdin(path);

    public string Stdout => SupervisorPaths.Stdout(path);

    public string Stderr => SupervisorPaths.Stderr(path);

    /// <summary>The runtime's --pid-file.</summary>
    public string PidFile => Name("pid");

    /// <summary>The runtime's --log of the start.</summary>
    public string RuntimeLog => Name("runtime.log");

    /// <summary>The intent to start: exists from before the runtime runs until the outcome is recorded, locked by the runtime while
    /// it runs.</summary>
    public string StartLock => Name("starting");

    private string RecordFile => Name(isExec ? "exec.json" : "task.json");

    private string ExitFile => Name("exit.json");

    /// <summary>Makes the folder; what was there under its name is removed.</summary>
    public void Create()
    {
        Delete();
        Directory.CreateDirectory(path, OwnerOnly | UnixFileMode.UserExecute);
    }

    public void Delete()
    {
        if (Directory.Exists(path))
        {
            Directory.Delete(path, recursive: true);
        }
    }

    public void Write(ProcessRecord record) => Write(RecordFile, record, SupervisorJsonContext.Default.ProcessRecord);

    public void Write(ExitRecord record) => Write(ExitFile, record, SupervisorJsonContext.Default.ExitRecord);

    /// <summary>Null when there is none, or none that can be read.</summary>
    public ProcessRecord? ReadRecord() => Read(RecordFile, SupervisorJsonContext.Default.ProcessRecord);

    /// <summary>Null while there is none.</summary>
    public ExitRecord? ReadExit() => Read(ExitFile, SupervisorJsonContext.Default.ExitRecord);

    /// <summary>The pid that the runtime wrote; null when it wrote none.</summary>
    public int? ReadPid()
    {
        try
        {
            return int.TryParse(File.ReadAllText(PidFile).AsSpan().Trim(), out int pid) && pid > 0 ? pid : null;
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    private string Name(string name) => System.IO.Path.Combine(path, name);

    private static void Write<T>(string file, T value, JsonTypeInfo<T> type) =>
        AtomicFile.Write(file, JsonSerializer.SerializeToUtf8Bytes(value, type), OwnerOnly, durable: false);

    private static T? Read<T>(string file, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(file), type);
        }
        catch (Exception failure) when (failure is FileNotFoundException or DirectoryNotFoundException or JsonException)
        {
            return null;
        }
    }
}
