using System.Text;
using Aot.Daemon.Primitives;
using Aot.Daemon.Primitives.Journals;
using Xunit;

namespace Aot.Daemon.Tests.Primitives.Journals;

public sealed class JournalReaderTests
{
    private static readonly string[] Texts = ["one", "two, which is longer", "3", "the fourth and last"];

    [Fact]
    public void A_journal_cut_anywhere_has_the_records_before_the_cut()
    {
        byte[] whole = Frames(out int[] ends);
        for (int length = 0; length <= whole.Length; length++)
        {
            var (texts, wholeLength, dropped) = Read(whole[..length]);
            int expected = ends.Count(end => end <= length);
            Assert.Equal(Texts[..expected], texts);
            Assert.Equal(expected == 0 ? 0 : ends[expected - 1], wholeLength);
            Assert.Equal(length - wholeLength, dropped);
        }
    }

    [Fact]
    public void A_journal_with_any_byte_changed_to_any_other_has_the_records_before_it_and_none_after()
    {
        byte[] whole = Frames(out int[] ends);
        for (int at = 0; at < whole.Length; at++)
        {
            for (int change = 1; change < 256; change++)
            {
                byte[] damaged = [.. whole];
                damaged[at] ^= (byte)change;
                var (texts, _, dropped) = Read(damaged);
                Assert.Equal(Texts[..ends.Count(end => end <= at)], texts);
                Assert.True(dropped > 0);
            }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    [InlineData(100_000)]
    public void Zeros_after_the_records_are_none(int count)
    {
        byte[] whole = Frames(out _);
        var (texts, wholeLength, dropped) = Read([.. whole, .. new byte[count]]);
        Assert.Equal(Texts, texts);
        Assert.Equal((whole.Length, count), (wholeLength, dropped));
    }

    [Fact]
    public void A_disk_that_fails_ends_the_journal()
    {
        using var reader = new JournalReader(new FailingStream(Frames(out _)));
        Assert.True(reader.TryRead(out _));
        while (reader.TryRead(out _))
        {
        }

        Assert.NotNull(reader.Failure);
    }

    private static byte[] Frames(out int[] ends)
    {
        using var buffer = new PooledBuffer();
        ends = new int[Texts.Length];
        for (int i = 0; i < Texts.Length; i++)
        {
            JournalFrame.Write(buffer, Encoding.UTF8.GetBytes(Texts[i]));
            ends[i] = buffer.WrittenSpan.Length;
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static (List<string> Texts, long WholeLength, long DroppedLength) Read(byte[] bytes)
    {
        using var reader = new JournalReader(new MemoryStream(bytes));
        var texts = new List<string>();
        while (reader.TryRead(out ReadOnlySpan<byte> payload))
        {
            texts.Add(Encoding.UTF8.GetString(payload));
        }

        return (texts, reader.WholeLength, reader.DroppedLength);
    }

    /// <summary>Gives one record's bytes, then an error.</summary>
    private sealed class FailingStream(byte[] bytes) : MemoryStream(bytes)
    {
        public override int Read(byte[] buffer, int offset, int count) =>
            Position > 0 ? throw new IOException("Input/output error", 5) : base.Read(buffer, offset, Math.Min(count, 30));
    }
}
