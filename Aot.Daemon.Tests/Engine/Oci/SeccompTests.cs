using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Aot.Daemon.Engine.Oci;
using Aot.Daemon.Linux;
using Aot.Daemon.Primitives;
using Xunit;
using Cpu = System.Runtime.InteropServices.Architecture;

namespace Aot.Daemon.Tests.Engine.Oci;

public sealed class SeccompTests
{
    private static readonly ulong SysAdmin = Capabilities.Bit("CAP_SYS_ADMIN");

    [Fact]
    public void The_default_profile_allows_by_list_and_answers_the_rest_with_EPERM()
    {
        JsonNode profile = Default(CapabilityRules.Default);

        Assert.Equal("SCMP_ACT_ERRNO", (string)profile["defaultAction"]!);
        Assert.Equal("""["SCMP_ARCH_X86_64","SCMP_ARCH_X86","SCMP_ARCH_X32"]""", profile["architectures"]!.ToJsonString());
        string[] allowed = Allowed(profile);
        Assert.Equal(allowed.Length, allowed.Distinct().Count());
        Assert.Superset(new HashSet<string> { "read", "execve", "ptrace", "chroot", "arch_prctl", "futex_waitv", "pkey_alloc" }, allowed.ToHashSet());
        foreach (string refused in new[] { "mount", "setns", "unshare", "bpf", "keyctl", "add_key", "kexec_load", "reboot", "io_uring_setup", "userfaultfd", "clone", "socket", "personality" })
        {
            Assert.DoesNotContain(refused, allowed);
        }
    }

    [Fact]
    public void Without_SYS_ADMIN_clone_makes_no_namespaces_and_clone3_does_not_exist()
    {
        string profile = Default(CapabilityRules.Default)["syscalls"]!.ToJsonString();

        Assert.Contains("""{"names":["clone"],"action":"SCMP_ACT_ALLOW","args":[{"index":0,"value":2114060288,"op":"SCMP_CMP_MASKED_EQ"}]}""", profile, StringComparison.Ordinal);
        Assert.Contains("""{"names":["clone3"],"action":"SCMP_ACT_ERRNO","errnoRet":38}""", profile, StringComparison.Ordinal);
    }

    [Fact]
    public void A_capability_opens_the_calls_that_need_it()
    {
        JsonNode profile = Default(SysAdmin);

        Assert.Superset(new HashSet<string> { "mount", "setns", "unshare", "clone", "clone3", "bpf" }, Allowed(profile).ToHashSet());
        Assert.DoesNotContain("clone3\"],\"action\":\"SCMP_ACT_ERRNO", profile.ToJsonString(), StringComparison.Ordinal);
        Assert.DoesNotContain("chroot", Allowed(profile));
        Assert.Contains("reboot", Allowed(Default(Capabilities.Bit("CAP_SYS_BOOT"))));
        Assert.Contains("open_by_handle_at", Allowed(Default(Capabilities.Bit("CAP_DAC_READ_SEARCH"))));
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(16, true)]
    [InlineData(38, false)]
    [InlineData(39, true)]
    [InlineData(40, false)]
    [InlineData(45, true)]
    [InlineData(0x1_0000_0026, false)]
    [InlineData(0x1_0000_0028, false)]
    [InlineData(0xffff_ffff_0000_0026, false)]
    public void Sockets_of_every_family_but_ALG_and_VSOCK_can_be_made(ulong family, bool allowed)
    {
        bool matches = Default(CapabilityRules.Default)["syscalls"]!.AsArray()
            .Where(rule => (string)rule!["names"]![0]! == "socket")
            .Any(rule => (string)rule!["args"]![0]!["op"]! switch
            {
                "SCMP_CMP_LT" => family < (ulong)rule["args"]![0]!["value"]!,
                "SCMP_CMP_EQ" => family == (ulong)rule["args"]![0]!["value"]!,
                string other => throw new InvalidOperationException(other),
            });

        Assert.Equal(allowed, matches);
    }

    [Fact]
    public void Arm_has_its_own_calls()
    {
        JsonNode profile = JsonNode.Parse(new DefaultSeccomp(Cpu.Arm64).For(CapabilityRules.Default))!;

        Assert.Equal("""["SCMP_ARCH_AARCH64","SCMP_ARCH_ARM"]""", profile["architectures"]!.ToJsonString());
        Assert.Contains("set_tls", Allowed(profile));
        Assert.DoesNotContain("arch_prctl", Allowed(profile));
    }

    [Fact]
    public void A_profile_is_rendered_once_for_each_set_of_capabilities()
    {
        var seccomp = new DefaultSeccomp(Cpu.X64);

        Assert.True(seccomp.For(CapabilityRules.Default) == seccomp.For(CapabilityRules.Default));
        // NET_RAW decides nothing.
        Assert.True(seccomp.For(CapabilityRules.Default) == seccomp.For(CapabilityRules.Default & ~Capabilities.Bit("CAP_NET_RAW")));
        Assert.False(seccomp.For(CapabilityRules.Default) == seccomp.For(SysAdmin));
    }

    [Fact]
    public void A_profile_of_one_s_own_is_narrowed_to_the_machine_the_kernel_and_the_capabilities()
    {
        const string Profile = """
            {"defaultAction":"SCMP_ACT_ERRNO","defaultErrnoRet":1,
             "archMap":[{"architecture":"SCMP_ARCH_AARCH64","subArchitectures":["SCMP_ARCH_ARM"]},{"architecture":"SCMP_ARCH_X86_64","subArchitectures":["SCMP_ARCH_X86"]}],
             "syscalls":[{"names":["a","b"],"action":"SCMP_ACT_ALLOW","args":[{"index":0,"value":1,"op":"SCMP_CMP_EQ"}],"comment":"x","includes":{},"excludes":{}},
                         {"name":"c","action":"SCMP_ACT_ALLOW","includes":{"caps":["CAP_SYS_ADMIN"]}},
                         {"name":"d","action":"SCMP_ACT_ALLOW","excludes":{"caps":["CAP_SYS_ADMIN"]}},
                         {"name":"e","action":"SCMP_ACT_ALLOW","includes":{"arches":["arm64"]}},
                         {"name":"f","action":"SCMP_ACT_ALLOW","includes":{"minKernel":"6.1"}},
                         {"name":"g","action":"SCMP_ACT_ALLOW","includes":{"minKernel":"6.2"}},
                         {"name":"h","action":"SCMP_ACT_ALLOW","excludes":{"arches":["amd64"]}}]}
            """;

        Assert.Equal(
            """{"defaultAction":"SCMP_ACT_ERRNO","defaultErrnoRet":1,"architectures":["SCMP_ARCH_X86_64","SCMP_ARCH_X86"],"syscalls":[{"names":["a","b"],"action":"SCMP_ACT_ALLOW","args":[{"index":0,"value":1,"op":"SCMP_CMP_EQ"}]},{"names":["d"],"action":"SCMP_ACT_ALLOW"},{"names":["f"],"action":"SCMP_ACT_ALLOW"}]}""",
            Own(Profile, 0));
        Assert.Contains("\"c\"", Own(Profile, SysAdmin), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"defaultAction":"x","syscalls":5}""")]
    [InlineData("""{"defaultAction":"x","syscalls":[5]}""")]
    [InlineData("""{"defaultAction":"x","syscalls":[{"name":"a"}]}""")]
    [InlineData("""{"defaultAction":"x","syscalls":[{"name":"a","names":["b"],"action":"y"}]}""")]
    [InlineData("""{"defaultAction":"x","architectures":["a"],"archMap":[{}]}""")]
    [InlineData("""{"defaultAction":"x","syscalls":[{"name":"a","action":"y","includes":{"minKernel":"z"}}]}""")]
    public void What_is_no_profile_is_refused(string profile) =>
        Assert.Equal(ErrorKind.Invalid, Assert.Throws<DaemonException>(() => SeccompProfile.Validate(profile, SpecFixture.SomeHost)).Kind);

    private static JsonNode Default(ulong capabilities) => JsonNode.Parse(new DefaultSeccomp(Cpu.X64).For(capabilities))!;

    private static string[] Allowed(JsonNode profile) => [.. profile["syscalls"]![0]!["names"]!.AsArray().Select(name => (string)name!)];

    private static string Own(string profile, ulong capabilities)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            SeccompProfile.Write(json, profile, capabilities, SpecFixture.SomeHost);
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
