using Aot.Daemon.Linux;
using Aot.Daemon.Tests.EndToEnd.Fixtures;
using Xunit;

namespace Aot.Daemon.Tests.Linux;

public sealed class BoundedFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    [InlineData(100, 100)]
    [InlineData(101, 101)]
    [InlineData(5000, 101)]
    public void A_file_is_read_to_one_byte_beyond_the_limit(int size, int read)
    {
        File.WriteAllBytes(Name("file"), new byte[size]);
        Assert.Equal(read, BoundedFile.Read(Name("file"), limit: 100)!.Length);
    }

    [Theory]
    [InlineData("/proc/self/status")]
    [InlineData("/proc/self/maps")]
    public void A_file_that_does_not_tell_its_size_is_read_whole(string path) =>
        Assert.True(BoundedFile.Read(path, limit: 10_000_000)!.Length > 1025);

    [Fact]
    public void A_large_file_is_read_as_it_is()
    {
        byte[] content = [.. Enumerable.Range(0, 300_000).Select(i => (byte)(i * 7))];
        File.WriteAllBytes(Name("file"), content);
        Assert.Equal(content, BoundedFile.Read(Name("file"), limit: 1_000_000));
    }

    [Fact]
    public void What_is_not_there_is_null()
    {
        Assert.Null(BoundedFile.Read(Name("absent"), limit: 100));
        Assert.Null(BoundedFile.Read(Name("absent/file"), limit: 100));
    }

    [Fact]
    public void A_pipe_is_refused_and_not_waited_for()
    {
        Assert.Equal(0, Native.MakeFifo(Name("pipe"), 0x180));
        Assert.Throws<IOException>(() => BoundedFile.Read(Name("pipe"), limit: 100));
    }

    [Fact]
    public void A_folder_and_a_link_to_itself_are_refused()
    {
        File.CreateSymbolicLink(Name("link"), Name("link"));
        Assert.Throws<IOException>(() => BoundedFile.Read(Name(""), limit: 100));
        Assert.Throws<IOException>(() => BoundedFile.Read(Name("link"), limit: 100));
    }

    [Fact]
    public void Devices_are_read_and_never_beyond_the_limit()
    {
        Assert.Equal([], BoundedFile.Read("/dev/null", limit: 100)!);
        Assert.Equal(101, BoundedFile.Read("/dev/zero", limit: 100)!.Length);
    }

    public void Dispose() => _folder.Dispose();

    private string Name(string name) => Path.Combine(_folder.Path, name);
}
