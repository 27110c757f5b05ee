using Aot.Daemon.Engine.Embedded;
using Xunit;

namespace Aot.Daemon.Tests.Engine.Embedded;

public sealed class SeccompFiltersTests : IDisposable
{
    private readonly string _state = Directory.CreateTempSubdirectory("seccomp").FullName;
    private readonly SeccompFilters _filters = new();
    private readonly SeccompKey _key = SeccompKey.Of("/usr/bin/crun", "{}"u8);

    public void Dispose() => Directory.Delete(_state, recursive: true);

    [Fact]
    public void A_filter_that_a_runtime_has_kept_is_given_to_the_next_start_of_the_same_profile()
    {
        byte[] program = [.. Enumerable.Range(0, 80).Select(i => (byte)i)];
        File.WriteAllBytes(Path.Combine(_state, SeccompFilters.FileName), program);
        Assert.Null(_filters.Find(_key));
        _filters.Learn(_key, _state);
        Assert.Equal(program, Convert.FromBase64String(System.Text.Encoding.ASCII.GetString(_filters.Find(_key)!)));
        Assert.Null(_filters.Find(SeccompKey.Of("/usr/bin/crun", "{ }"u8)));
        Assert.Null(_filters.Find(SeccompKey.Of("/usr/bin/other", "{}"u8)));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(4096 * 8 + 8)]
    public void A_runtime_that_keeps_no_whole_filter_is_remembered_to_keep_none(int length)
    {
        if (length >= 0)
        {
            File.WriteAllBytes(Path.Combine(_state, SeccompFilters.FileName), new byte[length]);
        }

        _filters.Learn(_key, _state);
        Assert.Empty(_filters.Find(_key)!);
    }

    [Fact]
    public void A_filter_with_which_a_start_failed_is_forgotten()
    {
        File.WriteAllBytes(Path.Combine(_state, SeccompFilters.FileName), new byte[16]);
        _filters.Learn(_key, _state);
        _filters.Forget(_key);
        Assert.Null(_filters.Find(_key));
    }
}
