using System.Diagnostics.Metrics;
using System.Text;
using Aot.Daemon.Metrics;
using Aot.Daemon.Primitives;
using Xunit;

namespace Aot.Daemon.Tests.Metrics;

public sealed class MetricsCollectorTests : IDisposable
{
    private readonly Meter _meter = new("tests");
    private readonly Meter _other = new("tests");
    private MetricsCollector? _collector;

    public void Dispose()
    {
        _collector?.Dispose();
        _meter.Dispose();
        _other.Dispose();
    }

    [Fact]
    public void A_counter_adds_up_by_tags()
    {
        Counter<long> counter = _meter.CreateCounter<long>("things_total", description: "Things");
        Follow();
        counter.Add(1, Tag("kind", "a"));
        counter.Add(2, Tag("kind", "b"));
        counter.Add(3, Tag("kind", "a"));
        Assert.Equal(
            """
            # HELP things_total Things
            # TYPE things_total counter
            things_total{kind="a"} 4
            things_total{kind="b"} 2

            """,
            Text());
    }

    [Fact]
    public void A_histogram_counts_what_is_at_most_each_bound()
    {
        Histogram<double> histogram = _meter.CreateHistogram(
            "time_seconds", unit: null, "Time", tags: null, new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.005, 1] });
        Follow();
        foreach (double value in (double[])[0, 0.005, 0.5, 1.5])
        {
            histogram.Record(value, Tag("action", "start"));
        }

        Assert.Equal(
            """
            # HELP time_seconds Time
            # TYPE time_seconds histogram
            time_seconds_bucket{action="start",le="0.005"} 2
            time_seconds_bucket{action="start",le="1"} 3
            time_seconds_bucket{action="start",le="+Inf"} 4
            time_seconds_sum{action="start"} 2.005
            time_seconds_count{action="start"} 4

            """,
            Text());
    }

    [Fact]
    public void What_is_observed_is_asked_for_at_each_scrape()
    {
        int asked = 0;
        _meter.CreateObservableGauge("now", () => (long)++asked, description: "Now");
        Follow();
        Assert.Contains("now 1\n", Text(), StringComparison.Ordinal);
        Assert.Contains("# TYPE now gauge\nnow 2\n", Text(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_series_that_is_expected_is_told_before_its_first_measurement()
    {
        Counter<long> counter = _meter.CreateCounter<long>("things_total");
        Follow().Expect(counter, "kind", "a");
        Assert.Contains("things_total{kind=\"a\"} 0\n", Text(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_family_without_series_and_the_instruments_of_others_are_not_told()
    {
        _meter.CreateCounter<long>("things_total");
        Counter<long> foreign = _other.CreateCounter<long>("foreign_total");
        Follow();
        foreign.Add(1);
        Assert.Equal("", Text());
    }

    [Fact]
    public void Whatever_a_label_holds_it_stays_one_line()
    {
        Counter<long> counter = _meter.CreateCounter<long>("things_total", description: "a\nb\\c");
        Follow();
        counter.Add(1, Tag("z", "last"), Tag("a", "x\"\\\ny"));
        Assert.Contains("# HELP things_total a\\nb\\\\c\n", Text(), StringComparison.Ordinal);
        Assert.Contains("things_total{a=\"x\\\"\\\\\\ny\",z=\"last\"} 1\n", Text(), StringComparison.Ordinal);
    }

    [Fact]
    public void Families_are_sorted_and_those_made_later_are_followed_too()
    {
        Follow();
        _meter.CreateCounter<long>("b_total").Add(1);
        _meter.CreateCounter<long>("a_total").Add(1);
        Assert.Equal(["a_total 1", "b_total 1"], Text().Split('\n').Where(line => line.Length > 0 && line[0] != '#'));
    }

    [Fact]
    public void Recording_allocates_nothing()
    {
        Counter<long> counter = _meter.CreateCounter<long>("things_total");
        Histogram<double> histogram = _meter.CreateHistogram(
            "time_seconds", unit: null, "Time", tags: null, new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.005, 1] });
        Follow();
        for (int i = 0; i < 2; i++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int j = 0; j < 100; j++)
            {
                counter.Add(1, Tag("kind", "a"));
                histogram.Record(0.5, Tag("action", "start"));
            }

            Assert.True(i == 0 || GC.GetAllocatedBytesForCurrentThread() == before);
        }
    }

    [Fact]
    public async Task Nothing_is_lost_between_recorders_and_scrapes()
    {
        Counter<long> counter = _meter.CreateCounter<long>("things_total");
        Follow();
        await Parallel.ForAsync(0, 1000, (i, _) =>
        {
            counter.Add(1);
            if (i % 100 == 0)
            {
                Text();
            }

            return ValueTask.CompletedTask;
        });
        Assert.Contains("things_total 1000\n", Text(), StringComparison.Ordinal);
    }

    private static KeyValuePair<string, object?> Tag(string name, string value) => new(name, value);

    private MetricsCollector Follow() => _collector = new MetricsCollector(_meter);

    private string Text()
    {
        using var buffer = new PooledBuffer(16);
        _collector!.Write(buffer);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
