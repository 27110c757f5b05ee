using System.Globalization;
using System.Net;
using Aot.Daemon.Networks.Ipam;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Networks;

/// <summary>The options of a bridge network, `com.docker.network.*`, as dockerd names them. Unknown ones are kept and have no effect, as there.</summary>
internal sealed record BridgeOptions
{
    public const string NameKey = "com.docker.network.bridge.name";
    public const string IccKey = "com.docker.network.bridge.enable_icc";
    public const string MasqueradeKey = "com.docker.network.bridge.enable_ip_masquerade";
    public const string BindingKey = "com.docker.network.bridge.host_binding_ipv4";
    public const string DefaultKey = "com.docker.network.bridge.default_bridge";
    public const string MtuKey = "com.docker.network.driver.mtu";

    /// <summary>IFNAMSIZ of linux/if.h, without the final zero.</summary>
    private const int LongestInterfaceName = 15;

    // IPv4's smallest and largest.
    private const int SmallestMtu = 68;
    private const int LargestMtu = 65535;

    /// <summary>The link's name; empty: one of the network's id.</summary>
    public string InterfaceName { get; private init; } = "";

    public bool AllowsInterContainer { get; private init; } = true;

    public bool Masquerades { get; private init; } = true;

    /// <summary>Where ports are published that name no address; null: on all.</summary>
    public IPAddress? HostBinding { get; private init; }

    /// <summary>Bytes; 0: the kernel's default.</summary>
    public int Mtu { get; private init; }

    /// <summary>Fails as Invalid, in dockerd's words.</summary>
    public static BridgeOptions Parse(IReadOnlyDictionary<string, string> options)
    {
        string name = options.GetValueOrDefault(NameKey, "");
        if (name.Length > 0 && !IsInterfaceName(name))
        {
            throw DaemonException.Invalid($"invalid {NameKey}: \"{name}\" is no name of a link: at most {LongestInterfaceName} characters, no space, no '/'");
        }

        Flag(options, DefaultKey, false);
        return new BridgeOptions
        {
            InterfaceName = name,
            AllowsInterContainer = Flag(options, IccKey, true),
            Masquerades = Flag(options, MasqueradeKey, true),
            HostBinding = Address(options),
            Mtu = MtuOf(options),
        };
    }

    public static bool IsInterfaceName(string name) =>
        name is not ("" or "." or "..")
        && name.Length <= LongestInterfaceName
        && name.All(c => c is > ' ' and < (char)0x7f and not ('/' or ':'));

    private static bool Flag(IReadOnlyDictionary<string, string> options, string key, bool absent)
    {
        if (!options.TryGetValue(key, out string? text))
        {
            return absent;
        }

        return text switch
        {
            "1" or "t" or "T" or "true" or "TRUE" or "True" => true,
            "0" or "f" or "F" or "false" or "FALSE" or "False" => false,
            _ => throw Unparsable(key, text, $"strconv.ParseBool: parsing \"{text}\": invalid syntax"),
        };
    }

    private static IPAddress? Address(IReadOnlyDictionary<string, string> options)
    {
        if (!options.TryGetValue(BindingKey, out string? text))
        {
            return null;
        }

        if (!Subnet.TryParseAddress(text, out IPAddress? address) || address.AddressFamily != System.Net.Sockets.AddressFamily.InterNetwork)
        {
            throw Unparsable(BindingKey, text, "nil ip");
        }

        return address.Equals(IPAddress.Any) ? null : address;
    }

    private static int MtuOf(IReadOnlyDictionary<string, string> options)
    {
        if (!options.TryGetValue(MtuKey, out string? text))
        {
            return 0;
        }

        if (!int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int mtu))
        {
            throw Unparsable(MtuKey, text, $"strconv.Atoi: parsing \"{text}\": invalid syntax");
        }

        return mtu is 0 or (>= SmallestMtu and <= LargestMtu) ? mtu : throw Unparsable(MtuKey, text, "out of range");
    }

    private static DaemonException Unparsable(string key, string value, string reason) =>
        DaemonException.Invalid($"failed to parse {key} value: {value} ({reason})");
}
