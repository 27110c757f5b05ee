using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Text.Json;
using Aot.Daemon.Registries;

namespace Aot.Daemon.Config;

/// <summary>`--default-address-pool base=10.0.0.0/8,size=24` once for each; in the file `[{"base": "10.0.0.0/8", "size": 24}]`.</summary>
internal sealed class AddressPoolsSyntax : OptionSyntax<ImmutableArray<AddressPoolConfig>>
{
    public override string Placeholder => "pool-options";

    public override bool IsRepeatable => true;

    public override ImmutableArray<AddressPoolConfig> Empty => [];

    public override ImmutableArray<AddressPoolConfig> Add(ImmutableArray<AddressPoolConfig> value, string text)
    {
        string pool = "";
        int size = 0;
        foreach (string field in text.Split(','))
        {
            int equals = field.IndexOf('=', StringComparison.Ordinal);
            string key = equals < 0 ? throw new FormatException($"invalid field '{field}' must be a key=value pair") : field[..equals].Trim();
            string part = field[(equals + 1)..].Trim();
            switch (key.ToLowerInvariant())
            {
                case "base":
                    pool = part;
                    break;
                case "size":
                    size = int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out int bits)
                        ? bits
                        : throw new FormatException($"invalid size value: {part}");
                    break;
                default:
                    throw new FormatException($"unexpected key '{key}' in '{field}'");
            }
        }

        return value.Add(Pool(pool, size));
    }

    public override ImmutableArray<AddressPoolConfig> Read(JsonElement json)
    {
        ImmutableArray<AddressPoolConfig>.Builder pools = ImmutableArray.CreateBuilder<AddressPoolConfig>();
        foreach (JsonElement item in Array(json).EnumerateArray())
        {
            Object(item);
            string pool = "";
            int size = 0;
            foreach (JsonProperty property in item.EnumerateObject())
            {
                if (property.Name.Equals("base", StringComparison.OrdinalIgnoreCase))
                {
                    pool = Text(property.Value);
                }
                else if (property.Name.Equals("size", StringComparison.OrdinalIgnoreCase))
                {
                    size = property.Value.ValueKind == JsonValueKind.Number && property.Value.TryGetInt32(out int bits)
                        ? bits
                        : throw new FormatException("size must be a whole number");
                }
            }

            pools.Add(Pool(pool, size));
        }

        return pools.ToImmutable();
    }

    public override void Write(Utf8JsonWriter json, ImmutableArray<AddressPoolConfig> value)
    {
        json.WriteStartArray();
        foreach (AddressPoolConfig pool in value)
        {
            json.WriteStartObject();
            json.WriteString("base", pool.Base.ToString());
            json.WriteNumber("size", pool.Size);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    // A network needs an address of its own, a gateway and a container, so the smallest IPv4 subnet has 30 bits.
    private static AddressPoolConfig Pool(string text, int size)
    {
        if (IpSyntax.ParseNetwork(text) is not IPNetwork network)
        {
            throw new FormatException($"invalid base pool \"{text}\": invalid CIDR address: {text}");
        }

        int largest = network.BaseAddress.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 ? 126 : 30;
        return size >= network.PrefixLength && size <= largest && network.PrefixLength > 0
            ? new AddressPoolConfig(network, size)
            : throw new FormatException($"invalid pools size: {size} of base {text}: it is at least the base's and at most {largest}");
    }
}
