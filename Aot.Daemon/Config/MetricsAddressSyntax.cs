using System.Text.Json;

namespace Aot.Daemon.Config;

/// <summary>An address of the metrics; an empty one is none.</summary>
internal sealed class MetricsAddressSyntax : OptionSyntax<MetricsAddress?>
{
    public override string Placeholder => "address";

    public override MetricsAddress? Empty => null;

    public override MetricsAddress? Add(MetricsAddress? value, string text) => text.Length == 0 ? null : MetricsAddress.Parse(text);

    public override MetricsAddress? Read(JsonElement json) => Add(null, Text(json));

    public override void Write(Utf8JsonWriter json, MetricsAddress? value) => json.WriteStringValue(value?.ToString() ?? "");
}
