using System.Globalization;
using Aot.Daemon.Containers.Contracts;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Images.Archives;

/// <summary>`HEALTHCHECK NONE`, or `HEALTHCHECK [--interval=30s ...] CMD ...`.</summary>
internal static class HealthcheckChange
{
    /// <summary>Fails as Invalid.</summary>
    public static HealthConfig Parse(string text)
    {
        var health = new HealthConfig();
        while (text.StartsWith("--", StringComparison.Ordinal))
        {
            int end = text.AsSpan().IndexOfAny(' ', '\t');
            string flag = end < 0 ? text : text[..end];
            text = end < 0 ? "" : text[end..].Trim();
            health = With(health, flag[2..]);
        }

        int space = text.AsSpan().IndexOfAny(' ', '\t');
        string kind = (space < 0 ? text : text[..space]).ToUpperInvariant();
        string rest = space < 0 ? "" : text[space..].Trim();
        return kind switch
        {
            "NONE" when rest.Length == 0 => health with { Test = ["NONE"] },
            "CMD" when rest.Length > 0 => health with { Test = ImageChanges.JsonArray(rest) is { } words ? ["CMD", .. words] : ["CMD-SHELL", rest] },
            "CMD" => throw DaemonException.Invalid("Missing command after HEALTHCHECK CMD"),
            _ => throw DaemonException.Invalid($"Unknown type \"{kind}\" in HEALTHCHECK (try CMD)"),
        };
    }

    private static HealthConfig With(HealthConfig health, string flag)
    {
        int equals = flag.IndexOf('=');
        string value = equals < 0 ? "" : flag[(equals + 1)..];
        return (equals < 0 ? flag : flag[..equals]) switch
        {
            "interval" => health with { Interval = Nanoseconds(value) },
            "timeout" => health with { Timeout = Nanoseconds(value) },
            "start-period" => health with { StartPeriod = Nanoseconds(value) },
            "start-interval" => health with { StartInterval = Nanoseconds(value) },
            "retries" when int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int retries) => health with { Retries = retries },
            var other => throw DaemonException.Invalid($"invalid HEALTHCHECK flag: {other}"),
        };
    }

    private static long Nanoseconds(string value) => GoTime.TryParseDuration(value, out TimeSpan duration)
        ? duration.Ticks * TimeSpan.NanosecondsPerTick
        : throw DaemonException.Invalid($"invalid duration: {value}");
}
