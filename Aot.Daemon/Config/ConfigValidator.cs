using Aot.Daemon.Primitives;
using Aot.Daemon.Runtimes;

namespace Aot.Daemon.Config;

/// <summary>What must hold of a whole configuration, wherever its parts came from.</summary>
internal static class ConfigValidator
{
    /// <summary>Fails on the first rule broken.</summary>
    /// <exception cref="DaemonException">Invalid, with dockerd's words where it has the rule too.</exception>
    public static void Validate(DaemonConfig config)
    {
        LogLevels.Parse(config.LogLevel);
        if (config.LogFormat is not ("text" or "json"))
        {
            throw DaemonException.Invalid($"invalid log format: {config.LogFormat}");
        }

        if (config.LogDriver is not ("json-file" or "none"))
        {
            throw DaemonException.Invalid($"log driver {config.LogDriver} is not supported: json-file and none are");
        }

        if (config.Containerd.Length > 0)
        {
            throw DaemonException.Invalid("containerd is not supported yet: leave the option out to use the embedded engine");
        }

        if (config.DefaultShmSize <= 0)
        {
            throw DaemonException.Invalid($"invalid default shm size: {config.DefaultShmSize}");
        }

        if (config.DefaultIpcMode is not ("private" or "shareable"))
        {
            throw DaemonException.Invalid(config.DefaultIpcMode is "none" or "host" || config.DefaultIpcMode.StartsWith("container:", StringComparison.Ordinal)
                ? $"IPC mode \"{config.DefaultIpcMode}\" is not supported as default value; use \"shareable\" or \"private\""
                : $"default IPC mode setting ({config.DefaultIpcMode}) is invalid; use \"shareable\" or \"private\"");
        }

        if (config.DefaultCgroupnsMode is not ("" or "private" or "host"))
        {
            throw DaemonException.Invalid(
                $"default cgroup namespace mode ({config.DefaultCgroupnsMode}) is invalid; use \"host\" or \"private\"");
        }

        ValidateTransfers(config);
        if (config.Hosts.IsEmpty)
        {
            throw DaemonException.Invalid("hosts: at least one is needed");
        }

        if (config.CgroupParent.Split('/').Contains(".."))
        {
            throw DaemonException.Invalid($"invalid cgroup parent: {config.CgroupParent}");
        }

        ValidatePaths(config);
        ValidateLabels(config);
        RuntimeRules.Check(config.Runtimes, config.DefaultRuntime);
        NetworkRules.Check(config.Network);
        foreach (DaemonOption option in OptionTable.Rows)
        {
            if (option.Refusal(config) is { } reason)
            {
                throw DaemonException.Invalid(reason);
            }
        }
    }

    /// <summary>A label as it was given, or a FormatException.</summary>
    public static string Label(string text) =>
        text.IndexOf('=', StringComparison.Ordinal) > 0 ? text : throw new FormatException($"bad attribute format: {text}");

    private static void ValidateTransfers(DaemonConfig config)
    {
        foreach ((string name, int value) in new[]
        {
            ("max concurrent downloads", config.MaxConcurrentDownloads),
            ("max concurrent uploads", config.MaxConcurrentUploads),
            ("max download attempts", config.MaxDownloadAttempts),
        })
        {
            if (value < 1)
            {
                throw DaemonException.Invalid($"invalid {name}: {value}");
            }
        }
    }

    private static void ValidatePaths(DaemonConfig config)
    {
        foreach ((string name, string path) in
            new[] { ("data-root", config.DataRoot), ("exec-root", config.ExecRoot), ("pidfile", config.PidFile) })
        {
            if (path.Contains('\0') || (path.Length == 0 && name != "pidfile") || path == "/")
            {
                throw DaemonException.Invalid($"invalid {name}: \"{path}\"");
            }
        }

        if (config.InitPath.Length > 0 && (!config.InitPath.StartsWith('/') || config.InitPath.Contains('\0')))
        {
            throw DaemonException.Invalid($"invalid init-path, it must be absolute: {config.InitPath}");
        }

        // Each is emptied or swept by rules of its own.
        if (IsWithin(config.ExecRoot, config.DataRoot) || IsWithin(config.DataRoot, config.ExecRoot))
        {
            throw DaemonException.Invalid($"data-root {config.DataRoot} and exec-root {config.ExecRoot} must not lie within each other");
        }
    }

    private static bool IsWithin(string path, string folder) =>
        path == folder || path.StartsWith(folder + "/", StringComparison.Ordinal);

    private static void ValidateLabels(DaemonConfig config)
    {
        Dictionary<string, string> seen = [];
        foreach (string label in config.Labels)
        {
            string key = label[..label.IndexOf('=', StringComparison.Ordinal)];
            if (!seen.TryAdd(key, label) && seen[key] != label)
            {
                throw DaemonException.Invalid($"conflict labels for {seen[key]} and {label}");
            }
        }
    }
}
