using Aot.Daemon.Primitives;
using Xunit;

namespace Aot.Daemon.Tests.Primitives;

public sealed class PooledBufferTests
{
    [Fact]
    public void It_grows_and_keeps_what_was_written()
    {
        using var buffer = new PooledBuffer(16);
        for (int i = 0; i < 10_000; i++)
        {
            buffer.GetSpan(1)[0] = (byte)i;
            buffer.Advance(1);
        }

        Assert.Equal(10_000, buffer.WrittenMemory.Length);
        for (int i = 0; i < 10_000; i++)
        {
            Assert.Equal((byte)i, buffer.WrittenSpan[i]);
        }

        buffer.Clear();
        Assert.True(buffer.WrittenSpan.IsEmpty);
    }

    [Fact]
    public void It_gives_as_much_as_is_asked_for()
    {
        using var buffer = new PooledBuffer(16);

        Assert.True(buffer.GetMemory(100_000).Length >= 100_000);
        Assert.False(buffer.GetSpan().IsEmpty);
        Assert.Throws<ArgumentOutOfRangeException>(() => buffer.Advance(int.MaxValue));
    }
}
