using System.Collections.Immutable;
using Aot.Daemon.Interop;
using Aot.Daemon.Primitives;
using Aot.Daemon.Runtimes;
using Xunit;

namespace Aot.Daemon.Tests.Runtimes;

/// <summary>What writing a script may meet on a disk. Each leaves what was there as it was.</summary>
public sealed class WrapperScriptFaultTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly WrapperScripts _scripts;
    private readonly string _root;

    public WrapperScriptFaultTests()
    {
        _root = Directory.CreateDirectory(_folder.File("root")).FullName;
        Native(Mount.Call("tmpfs", _root, "tmpfs", 0, "size=64k,mode=700"));
        _scripts = new WrapperScripts(_root);
    }

    public void Dispose()
    {
        Native(Umount2.Call(_root, 0));
        _folder.Dispose();
    }

    [Fact]
    public void A_read_only_disk_fails_new_scripts_and_serves_those_it_has()
    {
        string script = _scripts.Write("x", "/bin/true", ["a"]);
        string[] before = Tree();
        Native(Mount.Call("tmpfs", _root, "tmpfs", Mount.Remount | Mount.ReadOnly, ""));

        Fails("x", "b");

        Assert.Equal(before, Tree());
        Assert.Equal(script, _scripts.Write("x", "/bin/true", ["a"]));
        Native(Mount.Call("tmpfs", _root, "tmpfs", Mount.Remount, ""));
        Assert.NotNull(_scripts.Write("x", "/bin/true", ["b"]));
    }

    [Fact]
    public void A_read_only_disk_without_the_folder_fails_too()
    {
        Native(Mount.Call("tmpfs", _root, "tmpfs", Mount.Remount | Mount.ReadOnly, ""));

        Fails("x", "a");
        Assert.Empty(Tree());
    }

    [Fact]
    public void A_full_disk_fails_the_script_and_leaves_no_piece_of_it()
    {
        _scripts.Write("x", "/bin/true", ["a"]);
        string[] before = Tree();

        Fails("x", new string('x', 100 * 1024));

        Assert.Equal(before, Tree());
        Assert.NotNull(_scripts.Write("x", "/bin/true", ["b"]));
    }

    [Fact]
    public void A_damaged_script_that_cannot_be_mended_is_a_failure_and_not_used()
    {
        string script = _scripts.Write("x", "/bin/true", ["a"]);
        File.WriteAllText(script, "#!/bin/sh\nexec evil\n");
        Native(Mount.Call("tmpfs", _root, "tmpfs", Mount.Remount | Mount.ReadOnly, ""));

        Fails("x", "a");
    }

    [Fact]
    public void A_file_in_the_folders_place_fails_clearly()
    {
        File.WriteAllText(Path.Combine(_root, "runtimes"), "");

        Fails("x", "a");
        Assert.Equal([Path.Combine(_root, "runtimes") + " "], Tree());
    }

    [Fact]
    public void A_folder_in_the_scripts_place_fails_clearly()
    {
        string script = _scripts.Write("x", "/bin/true", ["a"]);
        File.Delete(script);
        Directory.CreateDirectory(script);

        Fails("x", "a");
        Assert.True(Directory.Exists(script));
    }

    [Fact]
    public void A_catalog_whose_second_script_fails_is_not_made_and_the_first_does_no_harm()
    {
        var configured = ImmutableSortedDictionary.Create<string, RuntimeConfig>(StringComparer.Ordinal)
            .Add("a", new RuntimeConfig { Path = "/bin/true", Arguments = ["--small"] })
            .Add("b", new RuntimeConfig { Path = "/bin/true", Arguments = [new string('x', 100 * 1024)] });

        DaemonException failure = Assert.Throws<DaemonException>(() => RuntimeCatalog.Prepare(configured, "", _scripts, "crun"));

        Assert.StartsWith("runtime b: its wrapper script cannot be written: ", failure.Message, StringComparison.Ordinal);
        Assert.Single(Directory.GetFiles(Path.Combine(_root, "runtimes")));
        Assert.Equal(1, new WrapperScripts(_root).Sweep([]));
    }

    private void Fails(string runtime, string argument)
    {
        DaemonException failure = Assert.Throws<DaemonException>(() => _scripts.Write(runtime, "/bin/true", [argument]));
        Assert.Equal(ErrorKind.System, failure.Kind);
        Assert.StartsWith($"runtime {runtime}: its wrapper script cannot be written: ", failure.Message, StringComparison.Ordinal);
    }

    /// <summary>Every path and content.</summary>
    private string[] Tree() =>
        [.. Directory.EnumerateFileSystemEntries(_root, "*", SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal)
            .Select(path => path + " " + (File.Exists(path) ? File.ReadAllText(path) : ""))];

    private static void Native(int result) => Assert.Equal(0, result);
}
