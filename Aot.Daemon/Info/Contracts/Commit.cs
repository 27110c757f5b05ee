namespace Aot.Daemon.Info.Contracts;

/// <summary>The commit that a program of the daemon's was built from; `N/A` when it is not known or there is no such program.</summary>
internal sealed record Commit([property: System.Text.Json.Serialization.JsonPropertyName("ID")] string Id, string Expected)
{
    public static readonly Commit None = new("N/A", "N/A");
}
