namespace Aot.Daemon.Registries;

/// <summary>What an endpoint may be used for.</summary>
[Flags]
internal enum EndpointCapabilities
{
    None = 0,
    Pull = 1,
    Push = 2,
}
