using System.Text.Json.Nodes;
using Aot.Daemon.Containers.Contracts;
using Aot.Daemon.Engine.Oci;
using Aot.Daemon.Linux;
using Aot.Daemon.Primitives;
using Xunit;
using Cpu = System.Runtime.InteropServices.Architecture;

namespace Aot.Daemon.Tests.Engine.Oci;

/// <summary>A root filesystem with busybox, the files of /etc, and a writer for specs of containers in it; in a folder of its own.</summary>
public sealed class SpecFixture : IDisposable
{
    private static readonly string[] Applets = ["sh", "cat", "id", "true", "mount", "ls", "env", "grep", "sleep", "hostname", "pwd", "ps", "touch", "stty", "test"];

    public SpecFixture()
    {
        Root = Directory.CreateTempSubdirectory("aot-spec-").FullName;
        Directory.CreateDirectory(Path.Combine(Rootfs, "bin"));
        Directory.CreateDirectory(Path.Combine(Rootfs, "etc"));
        Directory.CreateDirectory(Path.Combine(Rootfs, "tmp"));
        Assert.True(File.Exists("/bin/busybox"), "the tests need /bin/busybox (Debian: busybox-static)");
        File.Copy("/bin/busybox", Path.Combine(Rootfs, "bin/busybox"));
        foreach (string applet in Applets)
        {
            File.CreateSymbolicLink(Path.Combine(Rootfs, "bin", applet), "busybox");
        }

        File.WriteAllText(Path.Combine(Rootfs, "etc/passwd"), "root:x:0:0:root:/root:/bin/sh\ndaemon:x:1:1::/:/bin/sh\nalice:x:1000:1000::/home/alice:/bin/sh\n");
        File.WriteAllText(Path.Combine(Rootfs, "etc/group"), "root:x:0:\ndaemon:x:1:\nalice:x:1000:\nstaff:x:50:alice\nvideo:x:44:\n");
        Directory.CreateDirectory(Files);
        File.WriteAllText(Path.Combine(Files, "hostname"), "box\n");
        File.WriteAllText(Path.Combine(Files, "hosts"), "127.0.0.1 localhost\n");
        File.WriteAllText(Path.Combine(Files, "resolv.conf"), "nameserver 192.0.2.1\n");
    }

    public string Root { get; }

    public string Rootfs => Path.Combine(Root, "rootfs");

    public string Files => Path.Combine(Root, "files");

    internal HostFacts Facts { get; } = HostFacts.Read();

    /// <summary>A host that tests can rely on.</summary>
    internal static HostFacts SomeHost { get; } = new()
    {
        Cgroups = new Cgroups { Version = CgroupVersion.V1, Controllers = ["memory", "cpu", "cpuset", "pids", "blkio"], V1Mountpoints = System.Collections.Immutable.ImmutableDictionary<string, string>.Empty },
        CpuCount = 2,
        Cpus = "0-1",
        Mems = "0",
        Kernel = new Version(6, 1),
        Architecture = System.Runtime.InteropServices.Architecture.X64,
        Capabilities = Capabilities.Known,
        SwapLimit = true,
        Swappiness = true,
        OomKillDisable = true,
        KernelMemory = true,
        BlkioWeight = true,
        BlkioWeightDevice = true,
        PingGroupRange = true,
        UnprivilegedPortStart = true,
    };

    internal SpecInput Input(HostConfig? hostConfig = null, ContainerConfig? config = null, params string[] command) => new()
    {
        ContainerId = new string('a', 64),
        Path = command.Length > 0 ? command[0] : "true",
        Args = command.Length > 1 ? command[1..] : [],
        Config = config ?? new ContainerConfig { Hostname = "box" },
        HostConfig = hostConfig ?? new HostConfig { NetworkMode = "none" },
        RootfsPath = Rootfs,
        Folder = Files,
    };

    internal JsonNode Write(SpecInput input, HostFacts? facts = null)
    {
        using var buffer = new PooledBuffer();
        new SpecWriter(facts ?? SomeHost, "/var/lib/aotd").Write(input, buffer);
        return JsonNode.Parse(buffer.WrittenSpan)!;
    }

    internal JsonNode Write(HostConfig hostConfig, ContainerConfig? config = null, HostFacts? facts = null) => Write(Input(hostConfig, config), facts);

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
