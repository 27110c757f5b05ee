using System.Collections.Immutable;

namespace Aot.Daemon.Linux;

/// <summary>The host's control groups as mounted when this was read.</summary>
internal sealed record Cgroups
{
    public required CgroupVersion Version { get; init; }

    /// <summary>Controllers that containers can be limited with, by their kernel names, e.g. `memory`, `blkio` (v1) or `io` (v2).</summary>
    public required ImmutableHashSet<string> Controllers { get; init; }

    /// <summary>v1 controller (or `name=x`) to the mountpoint of its hierarchy.</summary>
    public required ImmutableDictionary<string, string> V1Mountpoints { get; init; }

    /// <summary>The mountpoint of the v2 hierarchy; null when there is none.</summary>
    public string? V2Mountpoint { get; init; }

    /// <summary>True when containers use the unified hierarchy.</summary>
    public bool IsUnified => Version == CgroupVersion.V2;

    public bool Has(string controller) => Controllers.Contains(controller);

    /// <summary>Looks at this process's mounts.</summary>
    public static Cgroups Read() => Read("/proc/self/mountinfo", File.ReadAllText);

    /// <summary>As <see cref="Read()"/>, from files that a test gives.</summary>
    internal static Cgroups Read(string mountinfo, Func<string, string> readFile)
    {
        var v1 = ImmutableDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        string? v2 = null;
        foreach (string line in readFile(mountinfo).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            // proc_pid_mountinfo(5): id parent major:minor root mountpoint options [optional...] - type source super-options
            int separator = line.IndexOf(" - ", StringComparison.Ordinal);
            string[] front = separator < 0 ? [] : line[..separator].Split(' ');
            string[] back = separator < 0 ? [] : line[(separator + 3)..].Split(' ');
            if (front.Length < 5 || back.Length < 3)
            {
                continue;
            }

            if (back[0] == "cgroup2")
            {
                v2 ??= front[4];
            }
            else if (back[0] == "cgroup")
            {
                foreach (string option in back[2].Split(','))
                {
                    // A later mount covers an earlier one only at the same place; the first is the usual one.
                    if (!v1.ContainsKey(option) && option is not ("rw" or "ro" or "xattr" or "clone_children" or "noprefix"))
                    {
                        v1[option] = front[4];
                    }
                }
            }
        }

        ImmutableHashSet<string> v2Controllers = v2 is null ? [] : V2Controllers(v2, readFile);
        bool hasV1 = v1.Keys.Any(name => !name.StartsWith("name=", StringComparison.Ordinal) && !name.StartsWith("release_agent=", StringComparison.Ordinal));
        return new Cgroups
        {
            Version = hasV1
                ? (v2Controllers.IsEmpty ? CgroupVersion.V1 : CgroupVersion.Hybrid)
                : (v2 is null ? CgroupVersion.None : CgroupVersion.V2),
            Controllers = hasV1 ? [.. v1.Keys.Where(name => !name.Contains('='))] : v2Controllers,
            V1Mountpoints = v1.ToImmutable(),
            V2Mountpoint = v2,
        };
    }

    private static ImmutableHashSet<string> V2Controllers(string mountpoint, Func<string, string> readFile)
    {
        try
        {
            return [.. readFile(mountpoint + "/cgroup.controllers").Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries)];
        }
        catch (IOException)
        {
            return [];
        }
    }
}
