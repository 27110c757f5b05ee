using Aot.Daemon.Containers.Contracts;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Containers;

/// <summary>What a container takes over from its image where the request says nothing, by dockerd's rules.</summary>
internal static class ContainerConfigMerge
{
    public static ContainerConfig Merge(ContainerConfig asked, ContainerConfig image)
    {
        bool asksForEntrypoint = asked.Entrypoint is { Values.Length: > 0 };
        bool asksForCommand = asked.Cmd is { Values.Length: > 0 };
        StringOrArray? entrypoint = asked.Entrypoint ?? image.Entrypoint;
        var merged = asked with
        {
            User = asked.User.Length > 0 ? asked.User : image.User,
            ExposedPorts = Union(asked.ExposedPorts, image.ExposedPorts),
            Volumes = Union(asked.Volumes, image.Volumes),
            Labels = Union(asked.Labels, image.Labels) ?? [],
            Env = MergeEnvironment(asked.Env ?? [], image.Env ?? []),
            Cmd = asksForEntrypoint || asksForCommand ? asked.Cmd : image.Cmd,
            Entrypoint = entrypoint is { Values: [""] } ? null : entrypoint,
            Healthcheck = MergeHealthcheck(asked.Healthcheck, image.Healthcheck),
            WorkingDir = asked.WorkingDir.Length > 0 ? asked.WorkingDir : image.WorkingDir,
            StopSignal = string.IsNullOrEmpty(asked.StopSignal) ? image.StopSignal : asked.StopSignal,
            Shell = asked.Shell ?? image.Shell,
        };
        if (merged.Entrypoint is not { Values.Length: > 0 } && merged.Cmd is not { Values.Length: > 0 })
        {
            throw DaemonException.Invalid("No command specified");
        }

        return merged;
    }

    /// <summary>The program and its arguments: entrypoint followed by command.</summary>
    public static (string Path, string[] Args) Command(ContainerConfig merged)
    {
        string[] words = [.. merged.Entrypoint?.Values ?? [], .. merged.Cmd?.Values ?? []];
        return (words[0], words[1..]);
    }

    /// <summary>The asked ones first, then the image's whose names were not asked for.</summary>
    private static string[] MergeEnvironment(string[] asked, string[] image)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (string variable in asked)
        {
            names.Add(NameOf(variable));
        }

        return [.. asked, .. image.Where(variable => !names.Contains(NameOf(variable)))];
    }

    private static string NameOf(string variable)
    {
        int equals = variable.IndexOf('=', StringComparison.Ordinal);
        return equals < 0 ? variable : variable[..equals];
    }

    private static HealthConfig? MergeHealthcheck(HealthConfig? asked, HealthConfig? image) => (asked, image) switch
    {
        (null, _) => image,
        (_, null) => asked,
        _ => asked with
        {
            Test = asked.Test is { Length: > 0 } ? asked.Test : image.Test,
            Interval = asked.Interval != 0 ? asked.Interval : image.Interval,
            Timeout = asked.Timeout != 0 ? asked.Timeout : image.Timeout,
            StartPeriod = asked.StartPeriod != 0 ? asked.StartPeriod : image.StartPeriod,
            StartInterval = asked.StartInterval != 0 ? asked.StartInterval : image.StartInterval,
            Retries = asked.Retries != 0 ? asked.Retries : image.Retries,
        },
    };

    private static SortedDictionary<string, T>? Union<T>(SortedDictionary<string, T>? asked, SortedDictionary<string, T>? image)
    {
        if (asked is null || image is null)
        {
            return asked ?? image;
        }

        var union = new SortedDictionary<string, T>(image, StringComparer.Ordinal);
        foreach (var (key, value) in asked)
        {
            union[key] = value;
        }

        return union;
    }
}
