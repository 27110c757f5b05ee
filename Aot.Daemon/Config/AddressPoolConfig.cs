using System.Net;

namespace Aot.Daemon.Config;

/// <summary>One of `default-address-pools`.</summary>
/// <param name="Size">Bits of the prefix of the subnets that the base is cut into.</param>
internal readonly record struct AddressPoolConfig(IPNetwork Base, int Size);
