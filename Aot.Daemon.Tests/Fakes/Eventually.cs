using Xunit;

namespace Aot.Daemon.Tests.Fakes;

/// <summary>Waits for what another thread does, with a deadline.</summary>
internal static class Eventually
{
    public static async Task TrueAsync(Func<bool> condition, string what)
    {
        for (int attempt = 0; attempt < 2000; attempt++)
        {
            if (condition())
            {
                return;
            }

            await Task.Delay(5);
        }

        Assert.Fail($"it did not come true in 10 s: {what}");
    }
}
