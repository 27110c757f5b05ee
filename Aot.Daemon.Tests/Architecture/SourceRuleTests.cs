using System.Text.RegularExpressions;
using Xunit;

namespace Aot.Daemon.Tests.Architecture;

/// <summary>The rules of the house that a compiler does not hold.</summary>
public sealed partial class SourceRuleTests
{
    private const int LongestFile = 500;
    private static readonly string[] Projects = ["Aot.Daemon", "Aot.Daemon.Tests", "Aot.Benchmarks"];

    public static TheoryData<string> AllProjects => [.. Projects];

    [Theory]
    [MemberData(nameof(AllProjects))]
    public void A_file_has_at_most_500_lines(string project) =>
        None(SourceTree.Of(project).Where(f => f.Lines.Length > LongestFile).Select(f => $"{f.Path}: {f.Lines.Length} lines"));

    [Theory]
    [MemberData(nameof(AllProjects))]
    public void The_namespace_is_the_folder(string project) =>
        None(SourceTree.Of(project).Where(f => Namespace(f.Lines) is { } name && name != Expected(project, f.Path))
            .Select(f => $"{f.Path}: {Namespace(f.Lines)}"));

    [Theory]
    [MemberData(nameof(AllProjects))]
    public void Work_left_to_do_names_its_issue(string project) =>
        None(Lines(project).Where(l => LeftToDo().IsMatch(l.Text) && !IssueNumber().IsMatch(l.Text)).Select(l => l.Place));

    [Fact]
    public void An_interop_file_declares_one_native_call() =>
        None(SourceTree.Of("Aot.Daemon").Where(f => f.Path.StartsWith("Interop/", StringComparison.Ordinal))
            .Select(f => (f.Path, Calls: f.Lines.Select(l => EntryPoint().Match(l)).Where(m => m.Success).Select(m => m.Value).Distinct().Count()))
            .Where(f => f.Calls > 1)
            .Select(f => $"{f.Path}: {f.Calls} calls"));

    [Fact]
    public void Native_calls_are_declared_in_interop_only() =>
        None(Lines("Aot.Daemon").Where(l => !l.Place.StartsWith("Interop/", StringComparison.Ordinal) && NativeImport().IsMatch(l.Text))
            .Select(l => l.Place));

    [Fact]
    public void Only_the_program_writes_to_the_console() =>
        None(Lines("Aot.Daemon").Where(l => ConsoleUse().IsMatch(l.Text) && !l.Place.StartsWith("Program.cs:", StringComparison.Ordinal)
            && !l.Place.StartsWith("Supervisor/SupervisorProgram.cs:", StringComparison.Ordinal)).Select(l => l.Place));

    [Fact]
    public void Nothing_blocks_on_a_task_and_no_method_is_async_void() =>
        None(Lines("Aot.Daemon").Where(l => Blocking().IsMatch(l.Text)).Select(l => $"{l.Place}: {l.Text.Trim()}"));

    [Fact]
    public void Types_are_named_for_what_they_are() =>
        None(SourceTree.Of("Aot.Daemon").Select(f => f.Path).Where(path => VagueName().IsMatch(path)));

    [Fact]
    public void No_file_holds_a_path_of_the_machine_that_it_was_written_on()
    {
        string[] kinds = [".cs", ".md", ".sh", ".csproj", ".props", ".xml", ".json", ".yml", ".slnx"];
        None(Directory.EnumerateFiles(SourceTree.Root, "*", SearchOption.AllDirectories)
            .Where(path => kinds.Contains(Path.GetExtension(path)) && !BuildOutput().IsMatch(path[SourceTree.Root.Length..]))
            .Where(path => File.ReadAllText(path).Contains(SourceTree.Root + "/", StringComparison.Ordinal))
            .Select(path => path[SourceTree.Root.Length..]));
    }

    // An operation that read the store twice could see two configurations.
    [Fact]
    public void Only_edges_read_the_configuration_store() =>
        Assert.Equal(
            ["Config/ConfigReloader.cs", "Config/SnapshotStore.cs", "Containers/ContainerService.cs", "Containers/PendingRestarts.cs", "DaemonComposition.cs", "DaemonHost.cs", "Exec/ExecSpecWriter.cs", "Info/InfoService.cs", "NetworkComposition.cs", "Networks/NetworkService.cs"],
            SourceTree.Of("Aot.Daemon").Where(f => f.Lines.Any(l => StoreUse().IsMatch(l))).Select(f => f.Path).Order(StringComparer.Ordinal));

    private static void None(IEnumerable<string> wrong)
    {
        string[] all = [.. wrong];
        Assert.True(all.Length == 0, string.Join('\n', all));
    }

    private static IEnumerable<(string Place, string Text)> Lines(string project) => SourceTree.Of(project)
        .SelectMany(f => f.Lines.Select((text, i) => ($"{f.Path}:{i + 1}", text)));

    private static string? Namespace(string[] lines) =>
        lines.FirstOrDefault(l => l.StartsWith("namespace ", StringComparison.Ordinal))?["namespace ".Length..].TrimEnd(';');

    private static string Expected(string project, string path)
    {
        string folder = Path.GetDirectoryName(path)!.Replace('/', '.');
        return folder.Length == 0 ? project : $"{project}.{folder}";
    }

    // In code, not in comments: the type, or a value of it.
    [GeneratedRegex(@"^(?!\s*//).*\b(SnapshotStore\b|[Cc]onfiguration\.Current\b)")]
    private static partial Regex StoreUse();

    [GeneratedRegex(@"\b(TODO|FIXME|HACK|XXX)\b")]
    private static partial Regex LeftToDo();

    [GeneratedRegex(@"issue #?\d+|#\d+|\(TODO\||nameof|GeneratedRegex")]
    private static partial Regex IssueNumber();

    [GeneratedRegex("EntryPoint = \"[^\"]+\"")]
    private static partial Regex EntryPoint();

    [GeneratedRegex(@"\[(LibraryImport|DllImport)\(")]
    private static partial Regex NativeImport();

    [GeneratedRegex(@"\bConsole\.(Write|Error|Out|In\b|Read|Open)")]
    private static partial Regex ConsoleUse();

    [GeneratedRegex(@"\basync void\b|\.GetAwaiter\(\)\.GetResult\(\)|[tT]ask\.(Result|Wait\(\))")]
    private static partial Regex Blocking();

    [GeneratedRegex(@"(Manager|Helper|Helpers|Utils|Util|Impl|Data)\.cs$")]
    private static partial Regex VagueName();

    [GeneratedRegex(@"/(bin|obj|artifacts|\.git|TestResults|BenchmarkDotNet\.Artifacts)/")]
    private static partial Regex BuildOutput();
}
