namespace Aot.Daemon.Networks.Contracts;

internal sealed record NetworkCreateResponse(string Id, string Warning);
