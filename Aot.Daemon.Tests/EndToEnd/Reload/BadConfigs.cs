using System.Text;
using Aot.Daemon.Tests.EndToEnd.Fixtures;
using Xunit;

namespace Aot.Daemon.Tests.EndToEnd.Reload;

/// <summary>What can be wrong with a daemon.json: how it comes to be so, and words of the reason that is told.</summary>
internal static class BadConfigs
{
    private static readonly Dictionary<string, (Action<string> Make, string Reason)> Kinds = new()
    {
        ["broken"] = (Text("""{"labels": ["g=2"],, }"""), "invalid"),
        ["truncated"] = (Text("""{"labels": ["g=2"], "debug": tr"""), "invalid"),
        ["no object"] = (Text("""["labels"]"""), "must be a JSON object"),
        ["not UTF-8"] = (Bytes([.. "{\"labels\": [\"g=2\"]}"u8, 0xff]), "invalid UTF-8 at byte 19"),
        ["larger than 1 MiB"] = (Text("{\"labels\": [\"g=2\"]}" + new string(' ', 1024 * 1024)), "larger than 1048576 bytes"),
        ["endless"] = (Link("/dev/zero"), "larger than 1048576 bytes"),
        ["a pipe that nobody writes"] = (Pipe, "regular file"),
        ["a folder"] = (path => Directory.CreateDirectory(path), "regular file"),
        ["a link to itself"] = (path => File.CreateSymbolicLink(path, path), "symbolic links"),
        ["vanished"] = (_ => { }, "no such file or directory"),
        ["an unknown key"] = (Text("""{"labels": ["g=2"], "no-such-key": 1}"""), "the following directives don't match any configuration option: no-such-key"),
        ["a key twice"] = (Text("""{"debug": true, "debug": true}"""), "debug"),
        ["a wrong type"] = (Text("""{"labels": "g=2"}"""), "labels"),
        ["a flag's key"] = (Text("""{"data-root": "/tmp/other"}"""), "specified both as a flag and in the configuration file: data-root"),
        ["a label without a value"] = (Text("""{"labels": ["g=2", "one"]}"""), "bad attribute format: one"),
        ["labels in conflict"] = (Text("""{"labels": ["g=2", "g=3"]}"""), "conflict labels for g=2 and g=3"),
        ["a mirror without a scheme"] = (Text("""{"labels": ["g=2"], "registry-mirrors": ["10.10.1.11:5000"]}"""), "invalid mirror"),
        ["a registry that is none"] = (Text("""{"labels": ["g=2"], "insecure-registries": ["ftp://x"]}"""), "should not contain '://'"),
        ["a negative number"] = (Text("""{"labels": ["g=2"], "max-concurrent-downloads": -1}"""), "invalid max concurrent downloads: -1"),
        ["a reserved runtime"] = (Text("""{"labels": ["g=2"], "runtimes": {"runc": {"path": "/x"}}}"""), "runtime name 'runc' is reserved"),
        ["a runtime of nothing"] = (Text("""{"labels": ["g=2"], "runtimes": {"a": {}}}"""), "either a runtimeType or a path must be configured"),
        ["a default runtime that is none"] = (Text("""{"labels": ["g=2"], "default-runtime": "notdefined"}"""), "specified default runtime 'notdefined' does not exist"),
        ["an unknown log driver"] = (Text("""{"labels": ["g=2"], "log-driver": "no-such"}"""), "no-such"),
        ["a log level that is none"] = (Text("""{"labels": ["g=2"], "log-level": "foobar"}"""), "foobar"),
    };

    public static TheoryData<string> All => [.. Kinds.Keys];

    /// <summary>Puts it in the place of the daemon's file; gives words of the reason.</summary>
    public static string Write(DaemonUnderTest daemon, string kind)
    {
        File.Delete(daemon.ConfigFile);
        Kinds[kind].Make(daemon.ConfigFile);
        return Kinds[kind].Reason;
    }

    /// <summary>Removes whatever it was.</summary>
    public static void Clear(DaemonUnderTest daemon)
    {
        if (Directory.Exists(daemon.ConfigFile) && new FileInfo(daemon.ConfigFile).LinkTarget is null)
        {
            Directory.Delete(daemon.ConfigFile);
        }
        File.Delete(daemon.ConfigFile);
    }

    private static Action<string> Text(string text) => Bytes(Encoding.UTF8.GetBytes(text));

    private static Action<string> Bytes(byte[] content) => path => File.WriteAllBytes(path, content);

    private static Action<string> Link(string target) => path => File.CreateSymbolicLink(path, target);

    private static void Pipe(string path) => Assert.Equal(0, Native.MakeFifo(path, 0x180));
}
