namespace Aot.Daemon.Tests.EndToEnd.Networks;

/// <summary>A request that cannot be granted. Both daemons get it, one after the other.</summary>
/// <param name="Body">JSON; null: none.</param>
/// <param name="Explained">The status that aotd answers where it differs from dockerd 20.10 on purpose, and why; empty: it does not.</param>
internal sealed record BadRequest(string Method, string Path, string? Body, string Explained = "")
{
    public const string As28 = "400, as later dockerds: the request is wrong, not the daemon";
}
