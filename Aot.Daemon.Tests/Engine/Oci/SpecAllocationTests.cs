using Aot.Daemon.Engine.Oci;
using Aot.Daemon.Primitives;
using Xunit;

namespace Aot.Daemon.Tests.Engine.Oci;

public sealed class SpecAllocationTests : IDisposable
{
    private readonly SpecFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public void Writing_a_default_container_s_spec_allocates_nothing()
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

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
