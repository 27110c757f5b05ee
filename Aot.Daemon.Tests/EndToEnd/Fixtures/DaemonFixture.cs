using Aot.Daemon.Tests.EndToEnd.Images;
using Xunit;

namespace Aot.Daemon.Tests.EndToEnd.Fixtures;

/// <summary>A running daemon with the test images loaded, shared by the tests of one collection; its end fails on anything left behind.</summary>
public abstract class DaemonFixture : IAsyncLifetime
{
    private readonly DaemonUnderTest _daemon;

    private protected DaemonFixture(DaemonUnderTest daemon) => _daemon = daemon;

    internal DaemonUnderTest Daemon => _daemon;

    public async Task InitializeAsync()
    {
        try
        {
            await _daemon.StartAsync();
            (await _daemon.Cli.RunAsync(ImageArchive.All, 60, "load", "--quiet")).Ok();
        }
        catch
        {
            await _daemon.DisposeAsync();
            throw;
        }
    }

    public async Task DisposeAsync()
    {
        await using (_daemon)
        {
            IReadOnlyList<string> left = await _daemon.TearDownAsync();
            if (left.Count > 0)
            {
                Assert.Fail($"{_daemon.Name} left behind:\n  {string.Join("\n  ", left)}\nlog:\n{DaemonUnderTest.Tail(_daemon.Log)}");
            }
        }
    }
}
