using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Aot.Daemon.Engine;
using Xunit;

namespace Aot.Daemon.Tests.Engine;

/// <summary>A place for one test's containers: folders of its own, a root file system with busybox, and specs for it.</summary>
internal sealed class EngineSandbox : IDisposable
{
    private const string Busybox = "/bin/busybox";

    private readonly CancellationTokenSource _deadline = new(TimeSpan.FromSeconds(60));

    public EngineSandbox()
    {
        Assert.True(File.Exists(Busybox), "these tests need busybox-static");
        Folder = Directory.CreateTempSubdirectory("aotd-").FullName;
        Name = Path.GetFileName(Folder);
        ExecRoot = Path.Combine(Folder, "x");
        Rootfs = Path.Combine(Folder, "rootfs");
        foreach (string folder in (ReadOnlySpan<string>)["bin", "proc", "dev", "etc", "tmp", "sys"])
        {
            Directory.CreateDirectory(Path.Combine(Rootfs, folder));
        }

        File.Copy(Busybox, Path.Combine(Rootfs, "bin/busybox"));
        File.WriteAllText(Path.Combine(Rootfs, "etc/passwd"), "root:x:0:0:root:/:/bin/sh\n");
        foreach (string name in (ReadOnlySpan<string>)["sh", "cat", "sleep", "echo", "true", "head", "wc", "stty", "ls", "kill", "seq", "dd", "yes"])
        {
            File.CreateSymbolicLink(Path.Combine(Rootfs, "bin", name), "busybox");
        }
    }

    /// <summary>When a test that hangs is given up.</summary>
    public CancellationToken Deadline => _deadline.Token;

    public string Folder { get; }

    /// <summary>Names the sandbox's cgroups.</summary>
    public string Name { get; }

    public string ExecRoot { get; }

    public string Rootfs { get; }

    public static string NewId() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));

    public string LogPath(string id) => Path.Combine(Folder, $"{id}-json.log");

    public TaskOptions Options(string id, RuntimeSelection runtime, params string[] command) => new()
    {
        ContainerId = id,
        Spec = Spec(id, terminal: false, command),
        Runtime = runtime,
        Stdio = new StdioOptions(),
        Log = new LogOptions { Path = LogPath(id) },
    };

    public TaskOptions Options(string id, RuntimeSelection runtime, StdioOptions stdio, string[] command) =>
        Options(id, runtime, command) with { Stdio = stdio, Spec = Spec(id, stdio.Terminal, command, spec => SetSize(spec, stdio)) };

    public ReadOnlyMemory<byte> Spec(string id, bool terminal, string[] command, Action<JsonObject>? change = null)
    {
        JsonObject spec = new()
        {
            ["ociVersion"] = "1.0.2",
            ["process"] = Process(terminal, command),
            ["root"] = new JsonObject { ["path"] = Rootfs },
            ["hostname"] = "test",
            ["mounts"] = new JsonArray(
                Mount("/proc", "proc"),
                Mount("/dev", "tmpfs"),
                Mount("/dev/pts", "devpts", "newinstance", "ptmxmode=0666", "mode=0620")),
            ["linux"] = new JsonObject
            {
                ["cgroupsPath"] = $"/{Name}/{id}",
                ["namespaces"] = new JsonArray(Namespace("pid"), Namespace("mount"), Namespace("ipc"), Namespace("uts")),
            },
        };
        change?.Invoke(spec);
        return Encoding.UTF8.GetBytes(spec.ToJsonString());
    }

    public static JsonObject Process(bool terminal, params string[] command) => new()
    {
        ["terminal"] = terminal,
        ["user"] = new JsonObject { ["uid"] = 0, ["gid"] = 0 },
        ["args"] = new JsonArray([.. command.Select(word => JsonValue.Create(word))]),
        ["env"] = new JsonArray("PATH=/bin"),
        ["cwd"] = "/",
    };

    public static ReadOnlyMemory<byte> ProcessBytes(bool terminal, params string[] command) =>
        Encoding.UTF8.GetBytes(Process(terminal, command).ToJsonString());

    /// <summary>The container's cgroups that exist.</summary>
    public IEnumerable<string> Cgroups() =>
        Directory.GetDirectories("/sys/fs/cgroup").Prepend("/sys/fs/cgroup").Select(root => Path.Combine(root, Name)).Where(Directory.Exists)
            .SelectMany(folder => Directory.GetDirectories(folder));

    public void Dispose()
    {
        foreach (string root in Directory.GetDirectories("/sys/fs/cgroup").Prepend("/sys/fs/cgroup"))
        {
            string cgroup = Path.Combine(root, Name);
            if (Directory.Exists(cgroup))
            {
                Directory.Delete(cgroup);
            }
        }

        Directory.Delete(Folder, recursive: true);
        _deadline.Dispose();
    }

    private static void SetSize(JsonObject spec, StdioOptions stdio)
    {
        if (stdio is { Columns: > 0, Rows: > 0 })
        {
            spec["process"]!["consoleSize"] = new JsonObject { ["height"] = stdio.Rows, ["width"] = stdio.Columns };
        }
    }

    private static JsonObject Mount(string destination, string type, params string[] options) => new()
    {
        ["destination"] = destination,
        ["type"] = type,
        ["source"] = type,
        ["options"] = new JsonArray([.. options.Select(option => JsonValue.Create(option))]),
    };

    private static JsonObject Namespace(string type) => new() { ["type"] = type };
}
