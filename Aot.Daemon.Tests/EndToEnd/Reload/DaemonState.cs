using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Aot.Daemon.Tests.EndToEnd.Fixtures;

namespace Aot.Daemon.Tests.EndToEnd.Reload;

/// <summary>What a reload that fails must leave as it was: what the daemon tells of itself, what it has told, and its files.</summary>
/// <param name="Info">The answer of /info without what changes by itself.</param>
/// <param name="Events">The reload events so far.</param>
/// <param name="Files">Each path below the data-root with mode, time and content.</param>
internal sealed record DaemonState(string Info, int Events, string Files)
{
    private static readonly string[] Volatile = ["SystemTime", "NFd", "NGoroutines", "NEventsListener"];

    public static async Task<DaemonState> OfAsync(DaemonUnderTest daemon) =>
        new((await InfoAsync(daemon)).ToJsonString(), (await ReloadEventsAsync(daemon)).Count, Describe(daemon.DataRoot));

    public static async Task<JsonObject> InfoAsync(DaemonUnderTest daemon)
    {
        ApiResponse response = await daemon.Api.GetAsync("/info");
        JsonObject info = JsonNode.Parse(response.Expect(System.Net.HttpStatusCode.OK).Body)!.AsObject();
        foreach (string field in Volatile)
        {
            info.Remove(field);
        }
        return info;
    }

    /// <summary>The attributes of every reload event of the daemon's life, oldest first.</summary>
    public static async Task<IReadOnlyList<JsonElement>> ReloadEventsAsync(DaemonUnderTest daemon)
    {
        string now = (DateTimeOffset.UtcNow - DateTimeOffset.UnixEpoch).TotalSeconds.ToString("F6", CultureInfo.InvariantCulture);
        string filters = Uri.EscapeDataString("""{"type":["daemon"],"event":["reload"]}""");
        ApiResponse response = await daemon.Api.GetAsync($"/events?since=1&until={now}&filters={filters}");
        return [.. response.Expect(System.Net.HttpStatusCode.OK).Body
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonDocument.Parse(line).RootElement.GetProperty("Actor"))];
    }

    private static string Describe(string folder) => string.Join('\n',
        from path in Directory.EnumerateFileSystemEntries(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
        let content = File.Exists(path) ? Digest(path) : "folder"
        select $"{path} {File.GetUnixFileMode(path)} {File.GetLastWriteTimeUtc(path):O} {content}");

    // .NET locks what it opens, and the daemon's own lock is taken.
    private static string Digest(string path) =>
        Path.GetFileName(path) == "lock" ? "the lock" : Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path)));
}
