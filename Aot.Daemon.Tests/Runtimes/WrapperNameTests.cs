using System.Text;
using Aot.Daemon.Primitives;
using Aot.Daemon.Runtimes;
using Xunit;

namespace Aot.Daemon.Tests.Runtimes;

public sealed class WrapperNameTests
{
    /// <summary>What dockerd names a script after, for /bin/true with the arguments foo and bar.</summary>
    [Fact]
    public void The_suffix_is_dockerds_for_dockerds_content() =>
        Assert.Equal("J0L0-28VPX-2TDKXFNSHXK5WS1Z-XWX71R0Y5T4R3TV4R5WL0DS0====", Suffix("#!/bin/sh\n/bin/true foo bar $@\n"));

    /// <summary>SHA-256 of nothing, e3b0c442...b855, by an independent coder of base32.</summary>
    [Fact]
    public void The_suffix_of_nothing_is_known_too() => Assert.Equal(Reference("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"), Suffix(""));

    [Theory]
    [InlineData("mine", "mine.")]
    [InlineData("io.containerd.runc-v2_x", "io.containerd.runc-v2_x.")]
    [InlineData("my/custom.runtime.v1", "my%2Fcustom.runtime.v1.")]
    [InlineData("../../etc/passwd", "%2E.%2F..%2Fetc%2Fpasswd.")]
    [InlineData(".", "%2E.")]
    [InlineData("a b\n\t'\"%", "a%20b%0A%09%27%22%25.")]
    [InlineData("ä€😀", "%C3%A4%E2%82%AC%F0%9F%98%80.")]
    public void A_name_becomes_a_safe_file_name(string runtime, string begin)
    {
        string name = Format(runtime, "x");
        Assert.Equal(begin + Suffix("x"), name);
    }

    [Fact]
    public void A_long_name_is_cut_and_told_apart_by_its_digest()
    {
        string fits = new('a', 128), tooLong = new('a', 129);
        Assert.Equal($"{fits}.{Suffix("x")}", Format(fits, "x"));
        foreach (string name in (string[])[tooLong, new('/', 60), new('a', 100_000), string.Concat(Enumerable.Repeat("😀", 11))])
        {
            string file = Format(name, "x");
            Assert.Equal(WrapperName.MaxLength, file.Length);
            Assert.DoesNotContain('/', file);
        }

        Assert.Contains("%-", Format(tooLong, "x"), StringComparison.Ordinal);
        Assert.InRange(WrapperName.MaxLength + AtomicFile.TemporarySuffix.Length, 1, 255);
    }

    [Fact]
    public void Names_that_look_alike_when_made_safe_have_different_files()
    {
        string[] names =
        [
            "a/b", "a_b", "a%2Fb", "a%2fb", "a\nb", "a b", "A/b", ".a", "a", "a.", "", " ", "%", "%-",
            new('a', 129), new('a', 130), new string('a', 129) + "/", new('/', 60), new('/', 61),
        ];
        Assert.Equal(names.Length, names.Select(name => Format(name, "same")).Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public void Hashing_and_naming_allocate_nothing()
    {
        byte[] content = Encoding.UTF8.GetBytes("#!/bin/sh\nexec '/usr/bin/crun' '--debug' \"$@\"\n");
        char[] name = new char[WrapperName.MaxLength];
        string longName = new('ä', 200);
        for (int i = 0; i < 200; i++)
        {
            WrapperName.Format("my/runtime", content, name);
            WrapperName.Format(longName, content, name);
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1000; i++)
        {
            WrapperName.Format("my/runtime", content, name);
            WrapperName.Format(longName, content, name);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static string Format(string runtime, string content)
    {
        char[] name = new char[WrapperName.MaxLength];
        return new string(name, 0, WrapperName.Format(runtime, Encoding.UTF8.GetBytes(content), name));
    }

    private static string Suffix(string content)
    {
        char[] suffix = new char[WrapperName.SuffixLength];
        WrapperName.FormatSuffix(Encoding.UTF8.GetBytes(content), suffix);
        return new string(suffix);
    }

    /// <summary>Base32 by way of a text of bits.</summary>
    private static string Reference(string hex)
    {
        const string digits = "0123456789BCDFGHJKLMNPQRSTVWXYZ-";
        string bits = string.Concat(Convert.FromHexString(hex).Select(b => Convert.ToString(b, 2).PadLeft(8, '0'))) + "0000";
        return string.Concat(bits.Chunk(5).Select(five => digits[Convert.ToInt32(new string(five), 2)])) + "====";
    }
}
