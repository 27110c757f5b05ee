namespace Aot.Daemon.Containers.Contracts;

internal sealed record WaitError(string Message);
