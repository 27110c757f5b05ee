using System.Diagnostics;
using System.Text;
using Aot.Daemon.Primitives;
using Aot.Daemon.Runtimes;
using Xunit;

namespace Aot.Daemon.Tests.Runtimes;

public sealed class WrapperScriptsTests : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly TemporaryFolder _folder = new();
    private readonly WrapperScripts _scripts;

    public WrapperScriptsTests() => _scripts = new WrapperScripts(_folder.Path);

    public static TheoryData<string> HostileArguments =>
    [
        "", " ", "two words", "'", "''", "it's", "\"", "\\", "\\'", "$HOME", "$(touch pwned)", "`touch pwned`", "${x", "a;b", "a|b", "a&b", "a>b", "*", "?", "~", "#x",
        "line\nline", "\n", "trailing\n\n", "\t\r", "!", "-n", "--", "%s", "$@", "\"$@\"", "ä€😀", "\u0001\u001b[31m", "'$(touch pwned)'", "EOF",
    ];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(HostileArguments))]
    public void An_argument_reaches_the_runtime_as_it_is(string argument) =>
        Assert.Equal([argument, "call", "--x", "it's $HOME"], Run(_scripts.Write("x", Echo(), [argument]), "call", "--x", "it's $HOME"));

    [Fact]
    public void A_hundred_kilobytes_in_one_argument_or_in_many_reach_the_runtime()
    {
        string large = string.Concat(Enumerable.Repeat("it's $HOME\n", 9_400));
        Assert.InRange(large.Length, 100 * 1024, 128 * 1024);
        string[] many = [.. Enumerable.Range(0, 10_000).Select(i => $"'arg {i}'")];

        Assert.Equal([large, "call"], Run(_scripts.Write("x", Echo(), [large]), "call"));
        Assert.Equal([.. many, "call"], Run(_scripts.Write("x", Echo(), many), "call"));
    }

    [Fact]
    public void A_path_is_quoted_too()
    {
        Directory.CreateDirectory(_folder.File("it's $HOME"));
        Assert.Equal(["a"], Run(_scripts.Write("x", Echo("it's $HOME/run time"), ["a"])));
    }

    [Fact]
    public void The_shell_becomes_the_runtime()
    {
        string program = Program("pid", "echo $$");
        using Process process = Start(_scripts.Write("x", program, ["a"]));
        Assert.Equal($"{process.Id}\n", process.StandardOutput.ReadToEnd());
        process.WaitForExit();
    }

    [Fact]
    public void The_runtimes_exit_code_is_the_scripts()
    {
        using Process process = Start(_scripts.Write("x", Program("fail", "exit 37"), ["a"]));
        process.WaitForExit();
        Assert.Equal(37, process.ExitCode);
    }

    [Fact]
    public void A_script_is_named_by_its_content_and_is_the_owners_alone()
    {
        string script = _scripts.Write("my/x", "/bin/true", ["foo", "bar"]);

        Assert.Equal("#!/bin/sh\nexec '/bin/true' 'foo' 'bar' \"$@\"\n", File.ReadAllText(script));
        Assert.Equal(_folder.File("runtimes"), Path.GetDirectoryName(script));
        Assert.Matches("^my%2Fx\\.[0-9B-DF-HJ-NP-TV-Z-]{52}====$", Path.GetFileName(script));
        Assert.Equal(OwnerOnly, File.GetUnixFileMode(script));
        Assert.Equal(OwnerOnly, File.GetUnixFileMode(_folder.File("runtimes")));
        Assert.Equal([script], Files());
    }

    [Fact]
    public void A_folder_that_others_could_write_to_is_closed_again()
    {
        Directory.CreateDirectory(_folder.File("runtimes"));
        File.SetUnixFileMode(_folder.File("runtimes"), OwnerOnly | UnixFileMode.OtherWrite);

        _scripts.Write("x", "/bin/true", ["a"]);

        Assert.Equal(OwnerOnly, File.GetUnixFileMode(_folder.File("runtimes")));
    }

    [Fact]
    public void A_whole_script_is_used_again_and_not_touched()
    {
        string script = _scripts.Write("x", "/bin/true", ["a"]);
        DateTime written = new(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        File.SetLastWriteTimeUtc(script, written);

        Assert.Equal(script, _scripts.Write("x", "/bin/true", ["a"]));
        Assert.Equal(script, new WrapperScripts(_folder.Path).Write("x", "/bin/true", ["a"]));

        Assert.Equal(written, File.GetLastWriteTimeUtc(script));
    }

    [Theory]
    [InlineData("truncated")]
    [InlineData("changed")]
    [InlineData("not executable")]
    [InlineData("open to others")]
    [InlineData("a link")]
    public void A_damaged_script_is_written_anew(string damage)
    {
        string script = _scripts.Write("x", "/bin/true", ["a"]);
        string content = File.ReadAllText(script);
        switch (damage)
        {
            case "truncated":
                File.WriteAllText(script, content[..10]);
                break;
            case "changed":
                File.WriteAllText(script, content.Replace("true", "evil", StringComparison.Ordinal));
                break;
            case "not executable":
                File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserWrite);
                break;
            case "open to others":
                File.SetUnixFileMode(script, OwnerOnly | UnixFileMode.OtherWrite);
                break;
            default:
                File.Move(script, _folder.File("elsewhere"));
                File.CreateSymbolicLink(script, _folder.File("elsewhere"));
                break;
        }

        Assert.Equal(script, _scripts.Write("x", "/bin/true", ["a"]));

        Assert.Equal(content, File.ReadAllText(script));
        Assert.Equal(OwnerOnly, File.GetUnixFileMode(script));
        Assert.Null(new FileInfo(script).LinkTarget);
    }

    [Fact]
    public void Every_script_outlives_later_set_ups_byte_for_byte()
    {
        string[] earlier =
        [
            _scripts.Write("change-args", "/bin/true", ["foo", "bar"]),
            _scripts.Write("dupe", "/bin/true", ["foo", "bar"]),
            _scripts.Write("change-path", "/bin/true", ["baz"]),
            _scripts.Write("drop-args", "/bin/true", ["some", "arguments"]),
            _scripts.Write("goes-away", "/bin/true", ["bye"]),
        ];
        Dictionary<string, byte[]> before = earlier.ToDictionary(path => path, File.ReadAllBytes);
        Assert.Equal(5, before.Count);

        _scripts.Write("change-args", "/bin/true", ["baz", "quux"]);
        _scripts.Write("dupe", "/bin/true", ["foo", "bar"]);
        _scripts.Write("change-path", "/bin/false", ["baz"]);
        _scripts.Write("new", "/bin/true", ["foo", "bar"]);

        Assert.All(before, script => Assert.Equal(script.Value, File.ReadAllBytes(script.Key)));
        Assert.Equal(8, Files().Length);
    }

    [Fact]
    public void A_sweep_takes_what_earlier_daemons_left_and_no_container_is_tied_to()
    {
        string held = _scripts.Write("held", "/bin/true", ["a"]), stale = _scripts.Write("stale", "/bin/true", ["a"]);
        string temporary = stale + AtomicFile.TemporarySuffix;
        File.WriteAllText(temporary, "");
        var next = new WrapperScripts(_folder.Path);
        string current = next.Write("current", "/bin/true", ["a"]);

        Assert.Equal(2, next.Sweep([held, "/usr/bin/crun"]));

        Assert.Equal(Sorted(held, current), Files());
        Assert.Equal(0, next.Sweep([held]));
    }

    [Fact]
    public void A_sweep_keeps_what_this_daemon_has_handed_out_though_a_reload_has_dropped_it()
    {
        string stale = _scripts.Write("x", "/bin/true", ["a"]);
        var next = new WrapperScripts(_folder.Path);

        // The old file is used again: a reload that goes on beside the sweep.
        Assert.Equal(stale, next.Write("x", "/bin/true", ["a"]));
        next.Write("x", "/bin/true", ["b"]);

        Assert.Equal(0, next.Sweep([]));
        Assert.True(File.Exists(stale));
    }

    [Fact]
    public void A_container_keeps_its_script_when_the_data_root_has_moved()
    {
        string script = _scripts.Write("x", "/bin/true", ["a"]);

        Assert.Equal(0, new WrapperScripts(_folder.Path).Sweep(["/old/root/runtimes/" + Path.GetFileName(script)]));
    }

    [Fact]
    public void There_is_nothing_to_sweep_where_nothing_was_written()
    {
        Assert.Equal(0, _scripts.Sweep([]));
        Assert.False(Directory.Exists(_folder.File("runtimes")));
    }

    [Fact]
    public async Task Scripts_written_at_once_are_all_whole()
    {
        string[] paths = await Task.WhenAll(Enumerable.Range(0, 64).Select(i => Task.Run(() => _scripts.Write("x", "/bin/true", [$"{i % 8}"]))));

        Assert.Equal(8, paths.Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(Sorted([.. paths.Distinct(StringComparer.Ordinal)]), Files());
        Assert.All(paths, path => Assert.EndsWith(" \"$@\"\n", File.ReadAllText(path), StringComparison.Ordinal));
    }

    private string[] Files() => Sorted(Directory.GetFiles(_folder.File("runtimes")));

    private static string[] Sorted(params string[] paths) => [.. paths.Order(StringComparer.Ordinal)];

    /// <summary>A program that prints its arguments, each ended by a NUL.</summary>
    private string Echo(string name = "echo") => Program(name, "printf '%s\\0' \"$@\"");

    private string Program(string name, string body)
    {
        string path = _folder.Write(name, "#!/bin/sh\n" + body + "\n");
        File.SetUnixFileMode(path, OwnerOnly);
        return path;
    }

    private string[] Run(string script, params string[] arguments)
    {
        using Process process = Start(script, arguments);
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        Assert.False(File.Exists(_folder.File("pwned")));
        Assert.EndsWith("\0", output, StringComparison.Ordinal);
        return output[..^1].Split('\0');
    }

    private Process Start(string script, params string[] arguments) => Process.Start(new ProcessStartInfo(script, arguments)
    {
        RedirectStandardOutput = true,
        StandardOutputEncoding = Encoding.UTF8,
        WorkingDirectory = _folder.Path,
    })!;
}
