using System.Text.Json.Serialization;

namespace Aot.Daemon.Networks.Contracts;

/// <summary>A subnet of a network.</summary>
internal sealed record IpamConfig
{
    /// <summary>ADDRESS/BITS.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Subnet { get; init; }

    /// <summary>The part of the subnet that containers get addresses from, ADDRESS/BITS.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? IPRange { get; init; }

    /// <summary>The bridge's own address.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Gateway { get; init; }

    /// <summary>Addresses that no container gets, by the names of their users.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public SortedDictionary<string, string>? AuxiliaryAddresses { get; init; }
}
