using System.Net;
using System.Text.Json;
using Xunit;

namespace Aot.Daemon.Tests.EndToEnd.Fixtures;

/// <summary>What a daemon answered to one raw request.</summary>
internal sealed record ApiResponse(HttpStatusCode Status, string Body)
{
    /// <summary>The body as JSON.</summary>
    public JsonElement Json => JsonDocument.Parse(Body).RootElement;

    /// <summary>The `message` of an error's body.</summary>
    public string Message => Json.GetProperty("message").GetString()!;

    /// <summary>Fails the test, with the body, unless this is the status.</summary>
    public ApiResponse Expect(HttpStatusCode status)
    {
        if (Status != status)
        {
            Assert.Fail($"the answer is {(int)Status}, expected {(int)status}: {Body}");
        }
        return this;
    }

    /// <summary>An error with this status, whose message contains the words.</summary>
    public ApiResponse Expect(HttpStatusCode status, string words)
    {
        Expect(status);
        Assert.Contains(words, Message, StringComparison.OrdinalIgnoreCase);
        return this;
    }
}
