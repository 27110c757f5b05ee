using System.Security.Cryptography;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Containers;

/// <summary>Container names: their syntax (`[a-zA-Z0-9][a-zA-Z0-9_.-]+`) and the ones made up for containers created without one.</summary>
internal static class ContainerNames
{
    private static readonly string[] Moods =
    [
        "agile", "amber", "ample", "basic", "brave", "brisk", "calm", "clear", "clever", "cosmic", "crisp", "deft", "eager", "early", "fair",
        "fleet", "frank", "fresh", "gentle", "glad", "grand", "happy", "hardy", "honest", "ideal", "jolly", "keen", "kind", "lively", "loyal",
        "lucid", "merry", "mild", "modest", "neat", "noble", "open", "patient", "plain", "polite", "prompt", "proud", "quick", "quiet", "rapid",
        "ready", "robust", "sharp", "silent", "simple", "sober", "solid", "steady", "stoic", "sunny", "swift", "tidy", "vivid", "warm", "wise",
    ];

    private static readonly string[] Harbours =
    [
        "aarhus", "abidjan", "accra", "aden", "antwerp", "ashdod", "bahia", "batumi", "beirut", "bergen", "bilbao", "bremen", "brest", "busan",
        "cadiz", "cairns", "callao", "calais", "cork", "corfu", "dakar", "dover", "dublin", "durban", "galway", "gdansk", "genoa", "hamburg", "hobart",
        "izmir", "kiel", "kobe", "lagos", "lisbon", "lome", "malaga", "manila", "marseille", "mersin", "muscat", "nagoya", "naples", "odense", "oslo",
        "osaka", "palermo", "perth", "piraeus", "porto", "riga", "rostock", "santos", "split", "sydney", "tallinn", "tampa", "trieste", "turku", "varna",
    ];

    /// <summary>Takes the API's optional leading slash off and checks the rest; fails as Invalid in dockerd's words.</summary>
    public static string Parse(string text)
    {
        string name = text.StartsWith('/') ? text[1..] : text;
        if (!IsValid(name))
        {
            throw DaemonException.Invalid($"Invalid container name ({text}), only [a-zA-Z0-9][a-zA-Z0-9_.-] are allowed");
        }

        return name;
    }

    public static bool IsValid(ReadOnlySpan<char> name)
    {
        if (name.Length < 2 || !char.IsAsciiLetterOrDigit(name[0]))
        {
            return false;
        }

        foreach (char c in name[1..])
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('_' or '.' or '-'))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>A name to propose; from the second attempt on with a number, so that a free one is always found.</summary>
    public static string Propose(int attempt)
    {
        string name = Moods[RandomNumberGenerator.GetInt32(Moods.Length)] + "_" + Harbours[RandomNumberGenerator.GetInt32(Harbours.Length)];
        return attempt == 0 ? name : name + RandomNumberGenerator.GetInt32(10 * attempt * attempt);
    }
}
