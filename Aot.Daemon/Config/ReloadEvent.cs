using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Aot.Daemon.Config;

/// <summary>The `reload` event of the daemon, in dockerd's words: the whole state, not what changed.</summary>
internal static class ReloadEvent
{
    public const string Type = "daemon";
    public const string Action = "reload";

    /// <param name="hostName">The host's.</param>
    /// <param name="cgroupNamespace">What an empty default-cgroupns-mode stands for on this host.</param>
    public static IReadOnlyDictionary<string, string> Attributes(DaemonSnapshot snapshot, string hostName, string cgroupNamespace)
    {
        DaemonConfig config = snapshot.Config;
        return new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["name"] = hostName,
            ["runtimes"] = string.Join(' ', snapshot.Runtimes.All.Select(runtime => $"{runtime.Name}:{runtime.Path}")),
            ["default-runtime"] = snapshot.Runtimes.DefaultName,
            ["default-shm-size"] = Text(config.DefaultShmSize),
            ["default-ipc-mode"] = config.DefaultIpcMode,
            ["default-cgroupns-mode"] = config.DefaultCgroupnsMode.Length == 0 ? cgroupNamespace : config.DefaultCgroupnsMode,
            ["debug"] = Text(config.Debug),
            ["max-concurrent-downloads"] = Text(config.MaxConcurrentDownloads),
            ["max-concurrent-uploads"] = Text(config.MaxConcurrentUploads),
            ["max-download-attempts"] = Text(config.MaxDownloadAttempts),
            ["shutdown-timeout"] = Text(config.ShutdownTimeout),
            ["features"] = GoMap(config.Features),
            ["labels"] = Array(config.Labels),
            ["insecure-registries"] = Array(config.InsecureRegistries),
            ["registry-mirrors"] = Array(config.RegistryMirrors),
            ["live-restore"] = Text(config.LiveRestore),
        };
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Text(bool value) => value ? "true" : "false";

    // As Go prints a map.
    private static string GoMap(ImmutableSortedDictionary<string, bool> map)
    {
        List<string> pairs = [];
        foreach ((string key, bool value) in map)
        {
            pairs.Add($"{key}:{Text(value)}");
        }

        return $"map[{string.Join(' ', pairs)}]";
    }

    private static string Array(IEnumerable<string> items)
    {
        StringBuilder text = new("[");
        foreach (string item in items)
        {
            text.Append(text.Length > 1 ? "," : "").Append('"').Append(JsonEncodedText.Encode(item, OptionText.WriterOptions.Encoder)).Append('"');
        }

        return text.Append(']').ToString();
    }
}
