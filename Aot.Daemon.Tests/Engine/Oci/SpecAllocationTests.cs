using Aot.Daemon.Engine.Oci;
using Aot.Daemon.Primitives;
using Xunit;

namespace Aot.Daemon.Tests.Engine.Oci;

public sealed class SpecAllocationTests : IDisposable
{
    // Three SafeHandles (the root and two files of it) and what the runtime keeps for them.
    private const long Budget = 512;

    private readonly SpecFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public void Writing_a_default_container_s_spec_hardly_allocates()
    {
        var writer = new SpecWriter(SpecFixture.SomeHost, "/var/lib/aotd");
        SpecInput input = _fixture.Input();
        using var buffer = new PooledBuffer();
        for (int i = 0; i < 100; i++)
        {
            buffer.Clear();
            writer.Write(input, buffer);
        }

        const int Rounds = 100;
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < Rounds; i++)
        {
            buffer.Clear();
            writer.Write(input, buffer);
        }

        long each = (GC.GetAllocatedBytesForCurrentThread() - before) / Rounds;
        Assert.True(each <= Budget, $"{each} bytes a spec");
    }
}
