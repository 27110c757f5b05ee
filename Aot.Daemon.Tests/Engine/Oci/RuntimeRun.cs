using System.Diagnostics;
using Aot.Daemon.Engine.Oci;
using Aot.Daemon.Linux;
using Aot.Daemon.Primitives;
using Xunit;

namespace Aot.Daemon.Tests.Engine.Oci;

/// <summary>Runs a container from a spec by a real OCI runtime, to its end.</summary>
internal static class RuntimeRun
{
    /// <summary>What the container wrote, and its exit code.</summary>
    public static (string Output, string Error, int ExitCode) Run(string runtime, SpecFixture fixture, SpecInput input)
    {
        string id = "aot-test-" + Guid.NewGuid().ToString("N");
        string bundle = Path.Combine(fixture.Root, id);
        Directory.CreateDirectory(bundle);
        using (var buffer = new PooledBuffer())
        {
            new SpecWriter(fixture.Facts, "/var/lib/aotd").Write(input with { ContainerId = id }, buffer);
            File.WriteAllBytes(Path.Combine(bundle, "config.json"), buffer.WrittenSpan);
        }

        string command = $"exec {runtime} --root '{fixture.Root}/runtime' run --bundle '{bundle}' {id}";
        // crun refuses hybrid cgroups unless it does not see the unified mount; the supervisor does the same.
        ProcessStartInfo start = runtime == "crun" && fixture.Facts.Cgroups is { Version: CgroupVersion.Hybrid, V2Mountpoint: string unified }
            ? new ProcessStartInfo("unshare", ["-m", "sh", "-c", $"umount '{unified}'; {command}"])
            : new ProcessStartInfo("sh", ["-c", command]);
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        Assert.True(process.WaitForExit(TimeSpan.FromSeconds(60)), $"{runtime} did not end");
        return (output.GetAwaiter().GetResult(), error.GetAwaiter().GetResult(), process.ExitCode);
    }
}
