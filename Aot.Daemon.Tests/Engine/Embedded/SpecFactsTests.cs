using System.Text;
using Aot.Daemon.Engine.Embedded;
using Xunit;

namespace Aot.Daemon.Tests.Engine.Embedded;

public sealed class SpecFactsTests
{
    [Theory]
    [InlineData("""{"process":{"args":["linux"]},"linux":{"cgroupsPath":"/docker/x","namespaces":[{"type":"mount"},{"type":"pid"}]}}""", "/docker/x", true)]
    [InlineData("""{"linux":{"namespaces":[{"path":"/proc/1/ns/pid","type":"pid"}],"cgroupsPath":"/a"}}""", "/a", false)]
    [InlineData("""{"linux":{"namespaces":[{"type":"pid","path":""}]}}""", null, true)]
    [InlineData("""{"linux":{"cgroupsPath":"system.slice:docker:x","namespaces":[]}}""", null, false)]
    [InlineData("""{"linux":{"resources":{"cgroupsPath":"/no"},"cgroupsPath":"/yes"}}""", "/yes", false)]
    [InlineData("""{"hooks":{"linux":{"cgroupsPath":"/no"}}}""", null, false)]
    [InlineData("{}", null, false)]
    public void A_spec_says_where_the_cgroup_is_and_whose_the_pids_are(string spec, string? cgroup, bool ownPids)
    {
        SpecFacts facts = SpecFacts.Read(Encoding.UTF8.GetBytes(spec));
        Assert.Equal((cgroup, ownPids), (facts.CgroupPath, facts.OwnPidNamespace));
    }

    [Theory]
    [InlineData("""{"linux":{"seccomp":{"a":[{"seccomp":1}]},"x":1}}""", """{"a":[{"seccomp":1}]}""", false)]
    [InlineData("""{"annotations":{"k":"v"},"linux":{"x":{"seccomp":{}},"seccomp": null }}""", "null", true)]
    [InlineData("""{"linux":{},"annotations":{}}""", "", true)]
    public void A_spec_says_where_its_seccomp_profile_stands(string spec, string profile, bool hasAnnotations)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(spec);
        SpecFacts facts = SpecFacts.Read(bytes);
        Assert.Equal((profile, hasAnnotations), (Encoding.UTF8.GetString(bytes[facts.Seccomp]), facts.HasAnnotations));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{\"linux\":{")]
    public void What_is_no_JSON_is_refused(string spec) =>
        Assert.ThrowsAny<System.Text.Json.JsonException>(() => SpecFacts.Read(Encoding.UTF8.GetBytes(spec)));
}
