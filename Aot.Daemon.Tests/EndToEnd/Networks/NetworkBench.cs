using Aot.Daemon.Tests.EndToEnd.Fixtures;
using Aot.Daemon.Tests.EndToEnd.Images;
using Xunit;

namespace Aot.Daemon.Tests.EndToEnd.Networks;

/// <summary>A daemon on a host of its own, which it must leave as it found it.</summary>
internal static class NetworkBench
{
    public static async Task UseAsync(Func<AotdUnderTest, HostNamespace, Task> body, params string[] arguments)
    {
        using var host = new HostNamespace();
        string found = host.Describe();
        await DaemonUnderTest.UseAsync(new AotdUnderTest(networkNamespace: host.Path), async daemon =>
        {
            await daemon.StartAsync(arguments);
            (await daemon.Cli.RunAsync(ImageArchive.All, 60, "load", "--quiet")).Ok();
            await body(daemon, host);
        });
        Assert.Equal(found, host.Describe());
    }

    /// <summary>A container that serves a page over HTTP at port 80.</summary>
    public static Task<CliResult> ServeAsync(this AotdUnderTest daemon, string name, string page, params string[] options) => daemon.Docker(
    [
        "run", "-d", "--name", name, .. options, TestImage.Plain, "sh", "-c",
        $"mkdir -p /www; echo {page} > /www/index.html; busybox httpd -p 80 -h /www; exec sleep 1000",
    ]);

    public static async Task<string> InspectAsync(this AotdUnderTest daemon, string container, string format) =>
        (await daemon.Docker("inspect", "-f", format, container)).Ok().Trimmed;
}
