using Aot.Daemon.Events;
using Aot.Daemon.Http;
using Xunit;

namespace Aot.Daemon.Tests.Events;

public sealed class EventFilterTests
{
    private static readonly EventMessage Start = Message("container", "start", "abcdef", ("name", "web"), ("image", "docker.io/app:1"), ("tier", "front"));
    private static readonly EventMessage Exec = Message("container", "exec_create: sh -c x", "abcdef", ("name", "web"));
    private static readonly EventMessage Tag = Message("image", "tag", "sha256:aa", ("name", "app:1"));

    [Theory]
    [InlineData("""{}""", true, true, true)]
    [InlineData("""{"type":["container"]}""", true, true, false)]
    [InlineData("""{"type":{"image":true}}""", false, false, true)]
    [InlineData("""{"type":["image","container"]}""", true, true, true)]
    [InlineData("""{"event":["start"]}""", true, false, false)]
    [InlineData("""{"event":["sta"]}""", false, false, false)]
    [InlineData("""{"event":["start","tag"]}""", true, false, true)]
    [InlineData("""{"event":["exec_create"]}""", false, true, false)]
    [InlineData("""{"event":["exec_create: sh"]}""", false, false, false)]
    [InlineData("""{"event":["exec_create: sh -c x"]}""", false, true, false)]
    [InlineData("""{"container":["web"]}""", true, true, false)]
    [InlineData("""{"container":["we"]}""", true, true, false)]
    [InlineData("""{"container":["abc"]}""", true, true, false)]
    [InlineData("""{"container":["bcd"]}""", false, false, false)]
    [InlineData("""{"container":["other","web"]}""", true, true, false)]
    [InlineData("""{"container":["web"],"event":["start"]}""", true, false, false)]
    [InlineData("""{"image":["docker.io/app:1"]}""", true, false, false)]
    [InlineData("""{"image":["docker.io/app"]}""", true, false, false)]
    [InlineData("""{"image":["app"]}""", false, false, true)]
    [InlineData("""{"image":["sha256:aa"]}""", false, false, true)]
    [InlineData("""{"label":["tier"]}""", true, false, false)]
    [InlineData("""{"label":["tier=front"]}""", true, false, false)]
    [InlineData("""{"label":["tier=back"]}""", false, false, false)]
    [InlineData("""{"label":["tier=front","none"]}""", false, false, false)]
    [InlineData("""{"scope":["local"]}""", true, true, true)]
    [InlineData("""{"scope":["swarm"]}""", false, false, false)]
    [InlineData("""{"network":["web"]}""", false, false, false)]
    [InlineData("""{"volume":["web"]}""", false, false, false)]
    [InlineData("""{"daemon":["x"]}""", false, false, false)]
    [InlineData("""{"type":[]}""", true, true, true)]
    public void A_filter_takes_what_dockerds_takes(string filters, bool start, bool exec, bool tag)
    {
        var filter = new EventFilter(Filters.Parse(filters));
        Assert.Equal((start, exec, tag), (filter.Includes(Start), filter.Includes(Exec), filter.Includes(Tag)));
    }

    private static EventMessage Message(string type, string action, string id, params (string Name, string Value)[] attributes)
    {
        var map = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in attributes)
        {
            map[name] = value;
        }

        return new EventMessage(type, action, id, map, DateTimeOffset.UnixEpoch);
    }
}
