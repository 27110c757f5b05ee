using System.Text;
using Aot.Daemon.Config;
using Aot.Daemon.Primitives;
using Xunit;

namespace Aot.Daemon.Tests.Config;

/// <summary>
/// The invariant: after a reload of a file, each key that can be reloaded is as after a restart with that file and the same flags, whatever files
/// there were before. And a file that a start refuses, a reload refuses, with the same words.
/// </summary>
public sealed class ReloadEqualsRestartTests
{
    private const int Histories = 400;

    // Values of each key, as daemon.json has them: some wrong, most right.
    private static readonly (string Key, string[] Values)[] Keys =
    [
        ("cgroup-parent", ["\"\"", "\"/edge\"", "\"/a/../b\""]),
        ("debug", ["true", "false", "null"]),
        ("default-cgroupns-mode", ["\"host\"", "\"private\"", "\"x\""]),
        ("default-ipc-mode", ["\"shareable\"", "\"private\"", "\"host\""]),
        ("default-runtime", ["\"runc\"", "\"crun\"", "\"one\"", "\"two\"", "\"\""]),
        ("default-shm-size", ["\"1g\"", "4096", "0"]),
        ("default-ulimits", ["{}", """{"nofile": {"Name": "nofile", "Soft": 10, "Hard": 20}}""", """{"core": {"Soft": -1, "Hard": -1}}"""]),
        ("features", ["{}", """{"buildkit": true}""", """{"a": false, "b": true}"""]),
        ("init", ["true", "false"]),
        ("init-path", ["\"/usr/bin/tini-static\"", "\"\""]),
        ("insecure-registries", ["[]", """["a:5000", "10.0.0.0/8"]""", """["b"]""", """[" a:5000 "]"""]),
        ("labels", ["[]", """["a=1"]""", """["a=1", "b=2", "a=1"]""", """["a=1", "a=2"]"""]),
        ("live-restore", ["true", "false"]),
        ("log-driver", ["\"json-file\"", "\"none\"", "\"syslog\""]),
        ("log-level", ["\"debug\"", "\"warn\"", "\"fatal\""]),
        ("log-opts", ["{}", """{"max-size": "5m"}""", """{"max-file": "2", "tag": "t"}"""]),
        ("max-concurrent-downloads", ["0", "1", "9", "-1"]),
        ("max-concurrent-uploads", ["0", "2"]),
        ("max-download-attempts", ["1", "8"]),
        ("no-new-privileges", ["true", "false"]),
        ("registry-mirrors", ["[]", """["https://m"]""", """["https://m/", "http://n:5000"]""", """["m"]"""]),
        ("runtimes",
        [
            "{}", """{"one": {"path": "/bin/true"}}""", """{"one": {"path": "/bin/true", "runtimeArgs": ["a b", "$x"]}}""",
            """{"two": {"path": "/bin/false", "runtimeArgs": ["--y"]}, "one": {"path": "crun"}}""", """{"runc": {"path": "/x"}}""",
        ]),
        ("shutdown-timeout", ["0", "30", "-1"]),
        ("log-format", ["\"text\"", "\"json\""]),
        ("mtu", ["1400", "0"]),
        ("storage-driver", ["\"overlay2\"", "\"zfs\""]),
        ("proxies", ["{}", """{"http-proxy": "http://u:p@h"}"""]),
        ("bogus", ["1"]),
    ];

    private static readonly string[] Flags =
        ["--debug", "--label=f=1", "--add-runtime=one=/bin/echo", "--default-runtime=two", "--registry-mirror=https://f", "--shutdown-timeout=7", "--log-opt=max-file=4"];

    [Fact]
    public void Every_key_that_can_be_reloaded_is_tried() =>
        Assert.Empty(SupportedOptions.Rows.Where(row => row.IsReloadable).Select(row => row.Key!).Except(Keys.Select(key => key.Key)));

    [Fact]
    public async Task A_reload_gives_what_a_restart_would_give()
    {
        int succeeded = 0, failed = 0;
        for (int seed = 0; seed < Histories; seed++)
        {
            Random random = new(seed);
            using ReloadBench? bench = Started(random);
            for (int step = 0; bench is not null && step < 4; step++)
            {
                string file = RandomFile(random);
                bool isApplied = await SameAsync(bench, file, $"seed {seed}, step {step}: {file}");
                (succeeded, failed) = isApplied ? (succeeded + 1, failed) : (succeeded, failed + 1);
            }
        }

        Assert.True(succeeded > Histories && failed > Histories / 4, $"the files are too uniform: {succeeded} good, {failed} bad");
    }

    private static async Task<bool> SameAsync(ReloadBench bench, string file, string what)
    {
        DaemonSnapshot before = bench.Store.Current;
        ReloadReport report = await bench.ReloadAsync(file);
        DaemonSnapshot restarted;
        try
        {
            restarted = bench.Start();
        }
        catch (DaemonException refusal)
        {
            Assert.True(refusal.Message == report.Failure, $"{what}\nrestart: {refusal.Message}\nreload: {report.Failure}");
            Assert.Same(before, bench.Store.Current);
            return false;
        }

        Assert.True(report.Failure is null, $"{what}\nreload: {report.Failure}");
        DaemonSnapshot reloaded = bench.Store.Current;
        foreach (DaemonOption option in OptionTable.Rows)
        {
            string? expected = option.Value(option.IsReloadable ? restarted.Config : before.Config);
            Assert.True(expected == option.Value(reloaded.Config), $"{what}\n{option.FullKey}: {expected} != {option.Value(reloaded.Config)}");
        }

        Assert.Equal(restarted.Runtimes.All, reloaded.Runtimes.All);
        Assert.Equal(restarted.Runtimes.DefaultName, reloaded.Runtimes.DefaultName);
        Assert.Equal<string>(restarted.Registries.Mirrors, reloaded.Registries.Mirrors);
        Assert.Equal(restarted.Registries.InsecureHosts, reloaded.Registries.InsecureHosts);
        Assert.Equal<System.Net.IPNetwork>(restarted.Registries.InsecureNetworks, reloaded.Registries.InsecureNetworks);
        return true;
    }

    private static ReloadBench? Started(Random random)
    {
        string[] flags = [.. Flags.Where(_ => random.Next(10) == 0)];
        try
        {
            return new ReloadBench(RandomFile(random), flags);
        }
        catch (DaemonException)
        {
            return null; // No start, no reload.
        }
    }

    private static string RandomFile(Random random)
    {
        StringBuilder file = new("{");
        foreach ((string key, string[] values) in Keys)
        {
            // Few keys, and wrong ones seldom: most files are to be good.
            if (random.Next(key == "bogus" ? 60 : 8) == 0)
            {
                file.Append(file.Length > 1 ? "," : "").Append($"\"{key}\": {values[random.Next(values.Length)]}");
            }
        }

        return file.Append('}').ToString();
    }
}
