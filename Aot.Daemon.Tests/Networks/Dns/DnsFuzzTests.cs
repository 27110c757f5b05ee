using System.Net;
using Aot.Daemon.Networks.Dns;
using Xunit;

namespace Aot.Daemon.Tests.Networks.Dns;

/// <summary>Bytes that nobody would send in earnest, from a fixed seed: nothing is thrown, written outside of its buffer, or allocated without bound.</summary>
public sealed class DnsFuzzTests
{
    private const int Iterations = 200_000;
    private const int Room = 4096;

    private static readonly DnsSandbox Sandbox = new() { ContainerId = "c1", NamespacePath = "", Upstreams = [IPAddress.Loopback] };
    private readonly DnsResponder _responder = new(new TestNames().Add("web", "10.1.0.2", "fd00::2"));
    private readonly byte[] _output = new byte[Room + 16];

    [Fact]
    public void Random_bytes()
    {
        Random random = new(1);
        for (int i = 0; i < Iterations; i++)
        {
            byte[] message = new byte[random.Next(80)];
            random.NextBytes(message);
            if (message.Length > 11 && random.Next(2) == 0)
            {
                // A header that lets the rest be looked at.
                message[2] &= 0x07;
                new byte[] { 0, 1, 0, (byte)random.Next(2), 0, 0, 0, (byte)random.Next(3) }.CopyTo(message, 4);
            }

            Try(message);
        }
    }

    [Fact]
    public void Mutated_messages()
    {
        Random random = new(2);
        byte[][] seeds =
        [
            TestQuery.Of("web", udpSize: 1232),
            TestQuery.Of("2.0.1.10.in-addr.arpa", DnsType.Pointer),
            TestQuery.Of("a.very.long.name.of.many.labels.example.org", DnsType.Any, udpSize: 65535),
            TestQuery.Answer(TestQuery.Of("web", udpSize: 512), DnsCode.NoError, "10.1.0.2", "fd00::2"),
        ];
        for (int i = 0; i < Iterations; i++)
        {
            byte[] message = [.. seeds[random.Next(seeds.Length)]];
            for (int change = random.Next(1, 5); change > 0 && message.Length > 0; change--)
            {
                int place = random.Next(message.Length);
                message = random.Next(5) switch
                {
                    0 => message[..place],
                    1 => [.. message, .. message[place..]],
                    2 => [.. message[..place], 0xC0, (byte)random.Next(64), .. message[place..]],
                    3 => [.. message[..place], .. message[(place + 1)..]],
                    _ => Changed(message, place, (byte)random.Next(256)),
                };
            }

            Try(message);
        }
    }

    [Theory]
    [InlineData(new byte[] { 0xC0, 0x0C })]
    [InlineData(new byte[] { 0xC0, 0x0E, 0xC0, 0x0C })]
    [InlineData(new byte[] { 1, 97, 0xC0, 0x0C })]
    [InlineData(new byte[] { 0xC0, 0x00 })]
    [InlineData(new byte[] { 0xFF, 0xFF })]
    [InlineData(new byte[] { 0x40, 1, 0 })]
    [InlineData(new byte[] { 0x80, 0 })]
    [InlineData(new byte[] { 63, 97 })]
    public void A_name_that_loops_or_lies_is_malformed(byte[] name)
    {
        byte[] message = [.. TestQuery.Of("")[..12], .. name, 0, 1, 0, 1];
        Assert.Equal(-1, DnsName.Skip(message, 12));
        Assert.Equal(DnsCode.FormatError, Answer(message).Code);
    }

    [Fact]
    public void A_name_may_have_255_bytes_and_no_more_and_a_label_63()
    {
        string longest = string.Join('.', Enumerable.Repeat(new string('a', 49), 5)) + ".aaa";
        Assert.Equal(12 + 255 + 4, DnsMessage.QuestionEnd(TestQuery.Of(longest)));
        Assert.Equal(-1, DnsMessage.QuestionEnd(TestQuery.Of(longest + "a")));
        Assert.Equal(12 + 65 + 4, DnsMessage.QuestionEnd(TestQuery.Of(new string('a', 63))));
        Assert.Equal(-1, DnsMessage.QuestionEnd(TestQuery.Of(new string('a', 64))));
    }

    [Fact]
    public void Pointers_upon_pointers_cost_no_more_than_a_name_can_have()
    {
        // 30,000 pointers, each to the one before it, and as many records whose names start at the last one.
        List<byte> message = [.. TestQuery.Of("a")];
        int first = message.Count;
        message.AddRange([0, 0, 1, 0, 1, 0, 0, 0, 0, 0x3F, 0xFF]);
        int previous = first;
        for (int pointer = message.Count; pointer < 0x3FFE; pointer += 2)
        {
            message.AddRange([(byte)(0xC0 | (previous >> 8)), (byte)previous]);
            previous = pointer;
        }

        Assert.Equal(-1, DnsName.Skip([.. message], previous));
    }

    [Theory]
    [InlineData(0x28, DnsCode.NotImplemented)]
    [InlineData(0x00, DnsCode.NoError)]
    internal void An_operation_that_is_not_a_query_is_not_implemented(byte flags, DnsCode expected)
    {
        byte[] query = TestQuery.Of("web");
        query[2] = flags;
        Assert.Equal(expected, Answer(query).Code);
    }

    [Fact]
    public void Two_options_or_another_version_of_them_are_refused()
    {
        byte[] query = TestQuery.Of("web", udpSize: 1232);
        byte[] twice = [.. query, .. query[^11..]];
        twice[11] = 2;
        Assert.Equal(DnsCode.FormatError, Answer(twice).Code);
        query[^5] = 1;
        TestAnswer answer = Answer(query);
        Assert.True(answer.HasOptions);
        // BADVERS is 16: its lower four bits are none.
        Assert.Equal((DnsCode.NoError, 0), (answer.Code, answer.Records.Count));
    }

    [Fact]
    public void A_query_of_ours_allocates_little()
    {
        byte[] query = TestQuery.Of("web");
        _responder.Answer(Sandbox, query, _output, isStream: false);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
        {
            _responder.Answer(Sandbox, query, _output, isStream: false);
        }

        // The name's text.
        Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - before) / 100, 0, 64);
    }

    private static byte[] Changed(byte[] message, int place, byte value)
    {
        message[place] = value;
        return message;
    }

    private TestAnswer Answer(byte[] message) =>
        TestAnswer.Read(_output.AsSpan(0, _responder.Answer(Sandbox, message, _output.AsSpan(0, Room), isStream: false)));

    private void Try(byte[] message)
    {
        Array.Fill(_output, (byte)0xEE);
        int length = _responder.Answer(Sandbox, message, _output.AsSpan(0, Room), isStream: false);
        Assert.InRange(length, DnsResponder.Forward, Room);
        Assert.Equal(-1, _output.AsSpan(Room).IndexOfAnyExcept((byte)0xEE));
        if (length > 0)
        {
            TestAnswer answer = TestAnswer.Read(_output.AsSpan(0, length));
            Assert.True(answer.IsAnswer);
            Assert.True(length <= Math.Max(DnsMessage.MaximumUdpSize, message.Length + 16));
        }

        DnsResponder.Failure(message, _output);
        byte[] query = TestQuery.Of("web", udpSize: 512);
        if (DnsReply.Answers(message, query))
        {
            DnsReply.Truncate(message);
        }
    }
}
