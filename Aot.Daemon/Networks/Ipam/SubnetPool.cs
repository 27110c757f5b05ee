namespace Aot.Daemon.Networks.Ipam;

/// <summary>A block that networks without a subnet of their own get one from (`default-address-pools`).</summary>
/// <param name="Size">Bits of the prefix of the subnets that it is cut into.</param>
internal readonly record struct SubnetPool(Subnet Base, int Size);
