namespace Aot.Daemon.Containers.Contracts;

/// <summary>Go's `struct{}`, the value of the API's sets: `{"80/tcp": {}}`.</summary>
internal sealed record EmptyObject
{
    public static readonly EmptyObject Instance = new();
}
