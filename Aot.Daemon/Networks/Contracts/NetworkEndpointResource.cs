namespace Aot.Daemon.Networks.Contracts;

/// <summary>A container as its network tells it.</summary>
/// <param name="IPv4Address">ADDRESS/BITS; empty: none.</param>
/// <param name="IPv6Address">ADDRESS/BITS; empty: none.</param>
internal sealed record NetworkEndpointResource(string Name, string EndpointID, string MacAddress, string IPv4Address, string IPv6Address);
