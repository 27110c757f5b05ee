using System.Text;
using Aot.Daemon.Primitives;
using Xunit;

namespace Aot.Daemon.Tests.Primitives;

public sealed class Crc32CTests
{
    [Fact]
    public void It_is_the_polynomial_of_iSCSI()
    {
        // RFC 3720, B.4.
        Assert.Equal(0x8A9136AAu, Crc32C.Of(new byte[32]));
        Assert.Equal(0x62A8AB43u, Crc32C.Of([.. Enumerable.Repeat((byte)0xFF, 32)]));
        Assert.Equal(0xE3069283u, Crc32C.Of("123456789"u8));
    }

    [Fact]
    public void Two_parts_are_as_one()
    {
        byte[] bytes = Encoding.UTF8.GetBytes("a text of some twenty bytes and more");
        for (int i = 0; i <= bytes.Length; i++)
        {
            Assert.Equal(Crc32C.Of(bytes), Crc32C.Of(bytes.AsSpan(0, i), bytes.AsSpan(i)));
        }
    }
}
