namespace Aot.Daemon.Networks;

/// <summary>A subnet that a network has, on disk. Addresses as text.</summary>
internal sealed record NetworkSubnet
{
    /// <summary>ADDRESS/BITS.</summary>
    public string Subnet { get; init => field = value ?? ""; } = "";

    /// <summary>The part that containers get addresses of, ADDRESS/BITS; empty: all.</summary>
    public string Range { get; init => field = value ?? ""; } = "";

    /// <summary>The bridge's own address.</summary>
    public string Gateway { get; init => field = value ?? ""; } = "";

    /// <summary>Where the containers' default route goes, when it is not the bridge (`default-gateway`); empty: to the bridge.</summary>
    public string Router { get; init => field = value ?? ""; } = "";

    /// <summary>Addresses that no container gets.</summary>
    public string[] Reserved { get; init => field = value ?? []; } = [];
}
