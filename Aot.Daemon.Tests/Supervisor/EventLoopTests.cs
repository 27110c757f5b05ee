using System.Diagnostics;
using Aot.Daemon.Linux;
using Aot.Daemon.Supervisor;
using Xunit;

namespace Aot.Daemon.Tests.Supervisor;

public sealed class EventLoopTests
{
    [Fact]
    public async Task Everything_continues_on_the_loops_thread()
    {
        bool same = await LoopThread.RunAsync(async loop =>
        {
            int thread = Environment.CurrentManagedThreadId;
            await loop.Delay(TimeSpan.FromMilliseconds(1));
            bool first = thread == Environment.CurrentManagedThreadId;
            await Task.Run(() => { });
            return first && thread == Environment.CurrentManagedThreadId;
        });
        Assert.True(same);
    }

    [Fact]
    public async Task A_limit_ends_a_wait_and_a_result_in_time_does_too()
    {
        (bool inTime, bool late) = await LoopThread.RunAsync(async loop =>
            (await loop.EndsWithin(loop.Delay(TimeSpan.FromMilliseconds(1)), TimeSpan.FromSeconds(30)),
                await loop.EndsWithin(new TaskCompletionSource().Task, TimeSpan.FromMilliseconds(10))));
        Assert.True(inTime);
        Assert.False(late);
    }

    [Fact]
    public async Task Timers_fire_in_their_order_unless_disposed_of()
    {
        List<int> fired = await LoopThread.RunAsync(async loop =>
        {
            List<int> order = [];
            loop.After(TimeSpan.FromMilliseconds(20), () => order.Add(2));
            loop.After(TimeSpan.FromMilliseconds(5), () => order.Add(1));
            loop.After(TimeSpan.FromMilliseconds(10), () => order.Add(9)).Dispose();
            await loop.Delay(TimeSpan.FromMilliseconds(40));
            return order;
        });
        Assert.Equal([1, 2], fired);
    }

    [Fact]
    public async Task A_watch_tells_of_a_descriptor_until_it_is_disposed_of()
    {
        string path = Path.Combine(Path.GetTempPath(), $"aotd-fifo-{Guid.NewGuid():N}");
        Fifo.Create(path);
        int told = await LoopThread.RunAsync(async loop =>
        {
            using var reader = Fifo.OpenReader(path);
            using var writer = Fifo.TryOpenWriter(path)!;
            int count = 0;
            byte[] buffer = new byte[16];
            LoopWatch watch = loop.Watch(reader, Epoll.In, _ => count += DescriptorIo.Read(reader, buffer));
            DescriptorIo.Write(writer, "abc"u8);
            await loop.Delay(TimeSpan.FromMilliseconds(20));
            watch.Change(0);
            DescriptorIo.Write(writer, "def"u8);
            await loop.Delay(TimeSpan.FromMilliseconds(20));
            Assert.Equal(3, count);
            watch.Change(Epoll.In);
            await loop.Delay(TimeSpan.FromMilliseconds(20));
            watch.Dispose();
            DescriptorIo.Write(writer, "ghi"u8);
            await loop.Delay(TimeSpan.FromMilliseconds(20));
            return count;
        });
        File.Delete(path);
        Assert.Equal(6, told);
    }
}
