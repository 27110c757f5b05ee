using System.Globalization;
using Aot.Daemon.Containers;
using Aot.Daemon.Containers.Contracts;
using Aot.Daemon.Engine;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Logs;

/// <summary>From a container's LogConfig to what the engine is told to write. The options are those of dockerd's json-file driver.</summary>
internal static class LogSettings
{
    /// <summary>Bytes at which a file is rotated, unless max-size says otherwise. dockerd never rotates by default, and fills disks
    /// (moby issue 40207); 10 MB is what its own `local` driver is near to (20 MB).</summary>
    public const long DefaultMaxSize = 10_000_000;

    /// <summary>Files kept unless max-file says otherwise: with <see cref="DefaultMaxSize"/>, 30 MB a container at most.</summary>
    public const int DefaultMaxFiles = 3;

    // A reader looks at each; more would be a mistake.
    private const int MostFiles = 1000;

    public static bool IsNone(LogConfig? config) => config?.Type == LogDrivers.None;

    /// <summary>Fails for a driver or option that does not exist (Invalid, dockerd's words) or is not built (NotImplemented).</summary>
    public static void Validate(LogConfig config)
    {
        if (config.Type == LogDrivers.None)
        {
            return;
        }

        if (config.Type is not ("" or LogDrivers.JsonFile))
        {
            throw LogDrivers.IsKnownElsewhere(config.Type)
                ? DaemonException.NotImplemented($"the log driver '{config.Type}' is not supported: use json-file or none")
                : DaemonException.Invalid($"logger: no log driver named '{config.Type}' is registered");
        }

        foreach (var (option, value) in Options(config))
        {
            ValidateOption(option, value);
        }
    }

    /// <summary>What the engine writes for a container.</summary>
    /// <param name="record">A container whose LogConfig was validated.</param>
    /// <param name="logPath">Where its json-file log is.</param>
    public static LogOptions Resolve(ContainerRecord record, string logPath)
    {
        LogConfig config = ConfigOf(record);
        if (IsNone(config))
        {
            return new LogOptions();
        }

        return new LogOptions
        {
            Path = logPath,
            MaxSize = Option(config, "max-size") is { } size ? ParseMaxSize(size) : DefaultMaxSize,
            MaxFiles = MaxFiles(config),
            Attributes = LogAttributes.Of(record, config),
        };
    }

    /// <summary>The files that a container's log is in.</summary>
    public static LogFiles FilesOf(ContainerRecord record, string logPath) => new(logPath, MaxFiles(ConfigOf(record)));

    internal static string? Option(LogConfig config, string name) =>
        config.Config is not null && config.Config.TryGetValue(name, out string? value) ? value : null;

    private static LogConfig ConfigOf(ContainerRecord record) => record.HostConfig.LogConfig ?? new LogConfig();

    private static SortedDictionary<string, string> Options(LogConfig config) => config.Config ?? [];

    private static int MaxFiles(LogConfig config) => Option(config, "max-file") is { } count ? ParseMaxFiles(count) : DefaultMaxFiles;

    private static void ValidateOption(string option, string value)
    {
        switch (option)
        {
            case "max-size":
                ParseMaxSize(value);
                break;
            case "max-file":
                ParseMaxFiles(value);
                break;
            case "labels" or "env":
                break;
            case "labels-regex" or "env-regex":
                throw DaemonException.NotImplemented($"log opt '{option}' is not supported: list the names in '{option[..^"-regex".Length]}'");
            case "tag":
                LogTag.Validate(value);
                break;
            case "compress":
                RejectCompression(value);
                break;
            case "mode":
                RejectMode(value);
                break;
            case "max-buffer-size":
                throw DaemonException.Invalid("logger: max-buffer-size option is only supported with 'mode=non-blocking'");
            default:
                throw DaemonException.Invalid($"unknown log opt '{option}' for json-file log driver");
        }
    }

    private static long ParseMaxSize(string text)
    {
        long size = LogSize.Parse(text);
        return size > 0 ? size : throw DaemonException.Invalid("max-size must be a positive number");
    }

    private static int ParseMaxFiles(string text)
    {
        if (!int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int count) || count > MostFiles)
        {
            throw DaemonException.Invalid($"max-file must be a number up to {MostFiles}: '{text}'");
        }

        return count >= 1 ? count : throw DaemonException.Invalid("max-file cannot be less than 1");
    }

    private static void RejectCompression(string value)
    {
        if (value is not ("false" or "False" or "FALSE" or "f" or "F" or "0"))
        {
            throw DaemonException.NotImplemented("log opt 'compress' is not supported: rotated files are not compressed");
        }
    }

    private static void RejectMode(string value)
    {
        if (value == "non-blocking")
        {
            throw DaemonException.NotImplemented("log opt 'mode=non-blocking' is not supported");
        }

        if (value is not ("" or "blocking"))
        {
            throw DaemonException.Invalid($"logger: logging mode not supported: {value}");
        }
    }
}
