using System.Diagnostics;
using Aot.Daemon.Tests.Api;
using Xunit;

namespace Aot.Daemon.Tests.Info;

/// <summary>The stock docker CLI against the routes of this folder.</summary>
public sealed class DockerCliTests
{
    [Fact]
    public async Task Docker_info_prints_without_an_error()
    {
        await using ApiFixture api = await InfoFixture.StartAsync();
        (int code, string output, string errors) = await RunAsync(api, "info");
        Assert.True(code == 0, errors);
        Assert.DoesNotContain("ERROR", output + errors, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("Containers: 6", output, StringComparison.Ordinal);
        Assert.Contains("Storage Driver: overlay2", output, StringComparison.Ordinal);
        Assert.Contains("Default Runtime: crun", output, StringComparison.Ordinal);
        Assert.Contains("Swarm: inactive", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Docker_version_prints_both_sides()
    {
        await using ApiFixture api = await InfoFixture.StartAsync();
        (int code, string output, string errors) = await RunAsync(api, "version");
        Assert.True(code == 0, errors);
        Assert.Contains("Server: aotd", output, StringComparison.Ordinal);
        Assert.Contains("minimum version 1.24", output, StringComparison.Ordinal);
    }

    private static async Task<(int Code, string Output, string Errors)> RunAsync(ApiFixture api, string command)
    {
        var start = new ProcessStartInfo("docker", ["-H", "unix://" + api.SocketPath, command]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["DOCKER_CONFIG"] = "/nonexistent";
        using Process docker = Process.Start(start)!;
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        Task<string> output = docker.StandardOutput.ReadToEndAsync(deadline.Token), errors = docker.StandardError.ReadToEndAsync(deadline.Token);
        await docker.WaitForExitAsync(deadline.Token);
        return (docker.ExitCode, await output, await errors);
    }
}
