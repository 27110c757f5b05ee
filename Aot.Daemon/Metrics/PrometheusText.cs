using System.Globalization;
using System.Text;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Metrics;

/// <summary>Prometheus' text exposition format 0.0.4.</summary>
internal readonly struct PrometheusText(PooledBuffer output)
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    /// <summary>`{name="value",...}` sorted by name; empty for no tags.</summary>
    public static string Labels(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (tags.IsEmpty)
        {
            return "";
        }

        KeyValuePair<string, object?>[] sorted = tags.ToArray();
        Array.Sort(sorted, static (one, other) => string.CompareOrdinal(one.Key, other.Key));
        var text = new StringBuilder("{");
        foreach ((string name, object? value) in sorted)
        {
            string escaped = Escaped(Convert.ToString(value, CultureInfo.InvariantCulture) ?? "").Replace("\"", "\\\"", StringComparison.Ordinal);
            text.Append(text.Length > 1 ? "," : "").Append(name).Append("=\"").Append(escaped).Append('"');
        }

        return text.Append('}').ToString();
    }

    public void WriteFamily(string name, string help, string type)
    {
        Write($"# HELP {name} {Escaped(help)}\n");
        Write($"# TYPE {name} {type}\n");
    }

    /// <param name="labels">As <see cref="Labels"/> makes them.</param>
    public void WriteSample(string name, string suffix, string labels, double value) =>
        Write($"{name}{suffix}{labels} {value.ToString(CultureInfo.InvariantCulture)}\n");

    private static string Escaped(string text) => text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);

    private void Write(string line)
    {
        int count = Encoding.UTF8.GetByteCount(line);
        output.Advance(Encoding.UTF8.GetBytes(line, output.GetSpan(count)));
    }
}
