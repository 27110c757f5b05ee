using System.Text.Json;
using Aot.Daemon.Http;
using Aot.Daemon.Info;
using Aot.Daemon.Registries;
using Xunit;

namespace Aot.Daemon.Tests.Info;

public sealed class RegistryDescriptionTests
{
    [Fact]
    public void Registries_are_told_as_dockerd_tells_them()
    {
        RegistryHosts registries = RegistryHosts.Create(["https://m.example"], ["10.0.0.0/8", "b.example:5000", "a.example"]);
        string json = JsonSerializer.Serialize(RegistryDescription.Of(registries), ApiJsonContext.Default.RegistryConfig);
        const string Expected = """
            {
                "AllowNondistributableArtifactsCIDRs": [],
                "AllowNondistributableArtifactsHostnames": [],
                "InsecureRegistryCIDRs": ["10.0.0.0/8", "::1/128", "127.0.0.0/8"],
                "IndexConfigs": {
                    "a.example": {"Name": "a.example", "Mirrors": [], "Secure": false, "Official": false},
                    "b.example:5000": {"Name": "b.example:5000", "Mirrors": [], "Secure": false, "Official": false},
                    "docker.io": {"Name": "docker.io", "Mirrors": ["https://m.example/"], "Secure": true, "Official": true}
                },
                "Mirrors": ["https://m.example/"]
            }
            """;
        Assert.True(JsonElement.DeepEquals(JsonDocument.Parse(Expected).RootElement, JsonDocument.Parse(json).RootElement), json);
    }
}
