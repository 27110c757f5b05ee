using System.Text;
using Aot.Daemon.Containers;
using Aot.Daemon.Containers.Contracts;
using Aot.Daemon.Logs;
using Aot.Daemon.Tests.Api;
using Aot.Daemon.Tests.Fakes;

namespace Aot.Daemon.Tests.Logs;

/// <summary>A container with a log that the test writes as the supervisor does.</summary>
internal sealed class LogFixture : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private int _second;

    public LogFixture(bool running = false, bool tty = true, LogConfig? log = null)
    {
        Containers = new TestContainers();
        ContainerRecord record = TestContainers.Record(
            running ? ContainerStatus.Running : ContainerStatus.Exited,
            new ContainerConfig { Image = "busybox", Tty = tty },
            new HostConfig { LogConfig = log });
        Entry = Containers.Add(record, _folder.Path);
        Task = new ScriptedTask(record.Id);
        if (running)
        {
            Entry.Task = Task;
        }

        Service = new LogService(Containers, Time, Log);
    }

    public static DateTimeOffset Start { get; } = new(2026, 1, 2, 3, 0, 0, TimeSpan.Zero);

    public ManualTime Time { get; } = new();

    public RecordingLoggers Log { get; } = new();

    public TestContainers Containers { get; }

    public ContainerEntry Entry { get; }

    public ScriptedTask Task { get; }

    public LogService Service { get; }

    public static LogQuery Both { get; } = new() { Stdout = true, Stderr = true };

    /// <summary>Adds lines a, b, ... one second apart, to stdout.</summary>
    public LogFixture Write(params string[] lines)
    {
        foreach (string line in lines)
        {
            WriteRaw(Line(line + "\n", "stdout", Start.AddSeconds(_second++)) + "\n");
        }

        return this;
    }

    public LogFixture WriteError(string line)
    {
        WriteRaw(Line(line + "\n", "stderr", Start.AddSeconds(_second++)) + "\n");
        return this;
    }

    public void WriteRaw(string text)
    {
        using var file = new FileStream(Entry.LogPath, FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
        file.Write(Encoding.UTF8.GetBytes(text));
    }

    /// <summary>What the supervisor does when a file is full; the next write begins a new one.</summary>
    public LogFixture Rotate(int maxFiles = 3)
    {
        for (int index = maxFiles - 1; index > 0; index--)
        {
            string from = index == 1 ? Entry.LogPath : $"{Entry.LogPath}.{index - 1}";
            if (File.Exists(from))
            {
                File.Move(from, $"{Entry.LogPath}.{index}", overwrite: true);
            }
        }

        return this;
    }

    public static string Line(string text, string stream, DateTimeOffset time, string attributes = "") =>
        $"{{\"log\":\"{System.Text.Json.JsonEncodedText.Encode(text)}\",\"stream\":\"{stream}\"{attributes},\"time\":\"{time.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'}\"}}";

    public async Task<string> ReadAsync(LogQuery query) => Encoding.UTF8.GetString(await ReadBytesAsync(query));

    public async Task<byte[]> ReadBytesAsync(LogQuery query)
    {
        using var all = new MemoryStream();
        await Service.CopyAsync(Entry, query, all.WriteAsync, CancellationToken.None);
        return all.ToArray();
    }

    public void Dispose() => _folder.Dispose();
}
