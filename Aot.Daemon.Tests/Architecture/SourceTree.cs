namespace Aot.Daemon.Tests.Architecture;

/// <summary>The source files of the repository that these tests were built in.</summary>
internal static class SourceTree
{
    /// <summary>The repository's root.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The C# files of a project, as paths below its folder with '/', and their lines.</summary>
    public static IReadOnlyList<(string Path, string[] Lines)> Of(string project)
    {
        string folder = Path.Combine(Root, project);
        return [.. Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
            .Select(path => (Path: Path.GetRelativePath(folder, path), Full: path))
            .Where(file => !file.Path.StartsWith("obj/", StringComparison.Ordinal) && !file.Path.StartsWith("bin/", StringComparison.Ordinal))
            .OrderBy(file => file.Path, StringComparer.Ordinal)
            .Select(file => (file.Path, File.ReadAllLines(file.Full)))];
    }

    // The tests run from bin/ below their project, so the solution lies above; a path compiled in would be another machine's.
    private static string FindRoot()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "aotd.slnx")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("aotd.slnx is not above the tests' folder");
    }
}
