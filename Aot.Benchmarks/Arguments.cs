namespace Aot.Benchmarks;

/// <summary>`--name value` pairs of the commands that measure whole daemons.</summary>
internal sealed record Arguments
{
    /// <summary>How often each step is timed; null for the command's own number.</summary>
    public int? Iterations { get; init; }

    /// <summary>`aotd`, `dockerd` or `both`; null for the command's own choice, both unless that would take hours.</summary>
    public string? Daemon { get; init; }

    /// <summary>`reload`: how many runtimes with arguments are configured.</summary>
    public int Runtimes { get; init; } = 20;

    /// <summary>How many reloads, starts, containers or queries; null for the command's own number.</summary>
    public int? Count { get; init; }

    /// <summary>`soak`: how many cycles.</summary>
    public int Cycles { get; init; } = 10_000;

    /// <summary>`storm`: how often a quiet and a stormy time follow each other, and how many seconds each of them is.</summary>
    public int Rounds { get; init; } = 4;

    public int Seconds { get; init; } = 5;

    /// <summary>The aotd to measure: AOTD_BINARY, else artifacts/aotd of the repository.</summary>
    public string Aotd { get; init; } = Environment.GetEnvironmentVariable("AOTD_BINARY") is { Length: > 0 } named
        ? Path.GetFullPath(named)
        : Path.Combine(Repository, "artifacts", "aotd");

    /// <summary>`dns`: a network namespace and a name in it that somebody answers already.</summary>
    public string? Namespace { get; init; }

    public string? Name { get; init; }

    /// <summary>`networks`: the one part that is wanted; null for all.</summary>
    public string? Part { get; init; }

    /// <summary>Where the JSON result goes; null for artifacts/COMMAND.json.</summary>
    public string? Output { get; init; }

    /// <summary>The directory that holds aotd.slnx.</summary>
    public static string Repository { get; } = FindRepository();

    public bool Measures(string daemon, string otherwise = "both") => (Daemon ?? otherwise) is "both" || (Daemon ?? otherwise) == daemon;

    public static Arguments Parse(string[] args)
    {
        Arguments result = new();
        for (int i = 0; i < args.Length; i += 2)
        {
            string value = i + 1 < args.Length ? args[i + 1] : throw new ArgumentException($"{args[i]} needs a value");
            result = args[i] switch
            {
                "--iterations" => result with { Iterations = int.Parse(value) },
                "--runtimes" => result with { Runtimes = int.Parse(value) },
                "--cycles" => result with { Cycles = int.Parse(value) },
                "--count" => result with { Count = int.Parse(value) },
                "--rounds" => result with { Rounds = int.Parse(value) },
                "--seconds" => result with { Seconds = int.Parse(value) },
                "--daemon" => result with { Daemon = value },
                "--aotd" => result with { Aotd = Path.GetFullPath(value) },
                "--namespace" => result with { Namespace = Path.GetFullPath(value) },
                "--part" => result with { Part = value },
                "--name" => result with { Name = value },
                "--output" => result with { Output = Path.GetFullPath(value) },
                _ => throw new ArgumentException($"unknown option {args[i]}"),
            };
        }
        return result;
    }

    private static string FindRepository()
    {
        string directory = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(directory, "aotd.slnx")))
        {
            directory = Path.GetDirectoryName(directory) ?? throw new InvalidOperationException("aotd.slnx is not above the benchmarks");
        }
        return directory;
    }
}
