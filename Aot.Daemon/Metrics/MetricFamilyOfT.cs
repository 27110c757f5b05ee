using System.Diagnostics.Metrics;

namespace Aot.Daemon.Metrics;

/// <summary>What an instrument measured, a series for each set of tags. Tags are few and their values come from the program, so a list is searched.</summary>
/// <typeparam name="T">What is kept of a series.</typeparam>
internal abstract class MetricFamily<T>(Instrument instrument, string type) : MetricFamily
    where T : class, new()
{
    private readonly Lock _gate = new();

    // Guarded by _gate, with the states in it.
    private readonly List<(KeyValuePair<string, object?>[] Tags, string Labels, T State)> _series = [];

    public sealed override void Record(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        lock (_gate)
        {
            Record(Find(tags), value);
        }
    }

    public sealed override void Expect(params ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        lock (_gate)
        {
            _ = Find(tags);
        }
    }

    public sealed override void Write(PrometheusText text)
    {
        lock (_gate)
        {
            if (_series.Count == 0)
            {
                return;
            }

            text.WriteFamily(instrument.Name, instrument.Description ?? "", type);
            foreach ((_, string labels, T state) in _series)
            {
                Write(text, instrument.Name, labels, state);
            }
        }
    }

    /// <summary>Adds a measurement to a series. Called under the family's lock.</summary>
    protected abstract void Record(T state, double value);

    /// <summary>Writes a series. Called under the family's lock.</summary>
    protected abstract void Write(PrometheusText text, string name, string labels, T state);

    private T Find(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        foreach ((KeyValuePair<string, object?>[] known, _, T state) in _series)
        {
            if (AreSame(known, tags))
            {
                return state;
            }
        }

        T made = new();
        _series.Add((tags.ToArray(), PrometheusText.Labels(tags), made));
        return made;
    }

    private static bool AreSame(KeyValuePair<string, object?>[] known, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (known.Length != tags.Length)
        {
            return false;
        }

        for (int i = 0; i < known.Length; i++)
        {
            if (known[i].Key != tags[i].Key || !Equals(known[i].Value, tags[i].Value))
            {
                return false;
            }
        }

        return true;
    }
}
