using Aot.Daemon.Events;
using Aot.Daemon.Primitives;
using Aot.Daemon.Tests.Fakes;
using Xunit;

namespace Aot.Daemon.Tests.Events;

public sealed class EventServiceTests
{
    private static readonly Dictionary<string, string> None = [];
    private readonly ManualTime _time = new();

    [Fact]
    public void Times_rise_strictly_whatever_the_clock_does()
    {
        var events = new EventService(_time);
        EventReader reader = events.Read(since: null);
        events.Publish("container", "a", "1", None);
        events.Publish("container", "b", "1", None);
        _time.Advance(-TimeSpan.FromHours(1));
        events.Publish("container", "c", "1", None);
        DateTimeOffset[] times = [.. Drain(reader).Select(message => message.Time)];
        Assert.Equal(3, times.Length);
        Assert.True(times[0] < times[1] && times[1] < times[2]);
    }

    [Fact]
    public void A_reader_without_a_beginning_sees_only_what_is_yet_to_come()
    {
        var events = new EventService(_time);
        events.Publish("container", "a", "1", None);
        EventReader reader = events.Read(since: null);
        events.Publish("container", "b", "1", None);
        Assert.Equal(["b"], Drain(reader).Select(message => message.Action));
    }

    [Fact]
    public void A_reader_with_a_beginning_sees_what_was_not_before_it()
    {
        var events = new EventService(_time);
        foreach (string action in (string[])["a", "b", "c"])
        {
            events.Publish("container", action, "1", None);
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(["b", "c"], Drain(events.Read(_time.GetUtcNow().AddSeconds(-2))).Select(message => message.Action));
        Assert.Equal(["a", "b", "c"], Drain(events.Read(DateTimeOffset.MinValue)).Select(message => message.Action));
        Assert.Empty(Drain(events.Read(_time.GetUtcNow())));
    }

    [Fact]
    public void The_past_is_kept_up_to_the_capacity()
    {
        var events = new EventService(_time);
        for (int i = 0; i < EventService.Capacity + 5; i++)
        {
            events.Publish("container", $"{i}", "1", None);
        }

        string[] actions = [.. Drain(events.Read(DateTimeOffset.MinValue)).Select(message => message.Action)];
        Assert.Equal(EventService.Capacity, actions.Length);
        Assert.Equal("5", actions[0]);
    }

    [Fact]
    public void A_reader_that_the_ring_overtakes_is_told_how_much_it_lost()
    {
        var events = new EventService(_time);
        EventReader reader = events.Read(since: null);
        for (int i = 0; i < EventService.Capacity + 3; i++)
        {
            events.Publish("container", $"{i}", "1", None);
        }

        var lost = Assert.Throws<DaemonException>(reader.TryRead);
        Assert.Equal(ErrorKind.Unavailable, lost.Kind);
        Assert.StartsWith("3 events were lost", lost.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_waiting_reader_is_woken_and_may_give_up()
    {
        var events = new EventService(_time);
        EventReader first = events.Read(since: null), second = events.Read(since: null);
        using var cancel = new CancellationTokenSource();
        Task one = first.WaitAsync(CancellationToken.None), two = second.WaitAsync(CancellationToken.None), three = second.WaitAsync(cancel.Token);
        Assert.False(one.IsCompleted);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => three);
        events.Publish("container", "a", "1", None);
        await Task.WhenAll(one, two).WaitAsync(TimeSpan.FromSeconds(5));
        Assert.Single(Drain(first));
        Assert.Single(Drain(second));
    }

    [Fact]
    public void An_events_own_attributes_count_before_the_shared_ones_and_the_last_of_a_name_counts()
    {
        var events = new EventService(_time);
        EventReader reader = events.Read(since: null);
        events.Publish("container", "start", "1", new Dictionary<string, string> { ["name"] = "label", ["b"] = "2" }, ("name", "web"), ("c", "3"), ("c", "4"));
        Assert.Equal("b=2 c=4 name=web", Told(reader));
    }

    [Fact]
    public void An_event_may_have_more_attributes_than_fit_in_place()
    {
        var events = new EventService(_time);
        EventReader reader = events.Read(since: null);
        (string, string)[] many = [.. Enumerable.Range(1, EventPairs.Capacity + 1).Select(i => ($"k{i}", $"{i}"))];
        events.Publish("container", "start", "1", None, many);
        Assert.Equal("k1=1 k2=2 k3=3 k4=4 k5=5 k6=6", Told(reader));
    }

    [Fact]
    public void Publishing_allocates_nothing()
    {
        var events = new EventService(TimeProvider.System);
        for (int i = 0; i < 2; i++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int j = 0; j < 100; j++)
            {
                events.Publish("container", "die", "1", None, ("image", "busybox"), ("name", "web"), ("exitCode", "0"), ("execDuration", "1"));
            }

            Assert.True(i == 0 || GC.GetAllocatedBytesForCurrentThread() == before);
        }
    }

    [Fact]
    public async Task Many_publishers_lose_nothing()
    {
        var events = new EventService(TimeProvider.System);
        EventReader reader = events.Read(since: null);
        await Parallel.ForAsync(0, 1000, (i, _) =>
        {
            events.Publish("container", $"{i}", "1", None);
            return ValueTask.CompletedTask;
        });
        Assert.Equal(1000, Drain(reader).Select(message => message.Action).Distinct().Count());
    }

    private static string Told(EventReader reader) => string.Join(' ', reader.TryRead()!.Attributes.Select(pair => $"{pair.Key}={pair.Value}"));

    private static List<EventMessage> Drain(EventReader reader)
    {
        var all = new List<EventMessage>();
        while (reader.TryRead() is { } message)
        {
            all.Add(message);
        }

        return all;
    }
}
