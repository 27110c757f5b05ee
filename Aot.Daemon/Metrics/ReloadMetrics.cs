using System.Diagnostics.Metrics;
using Aot.Daemon.Config;

namespace Aot.Daemon.Metrics;

/// <summary>How reloads of the configuration went.</summary>
internal sealed class ReloadMetrics
{
    public const string OutcomeTag = "outcome";
    private const string Applied = "applied";
    private const string Refused = "refused";

    private readonly Counter<long> _reloads;

    public ReloadMetrics(Meter meter) =>
        _reloads = meter.CreateCounter<long>("aotd_config_reloads_total", description: "Reloads of the configuration by outcome");

    public Instrument Reloads => _reloads;

    public static string[] Outcomes { get; } = [Applied, Refused];

    public void Count(ReloadReport report) => _reloads.Add(1, new KeyValuePair<string, object?>(OutcomeTag, report.Failure is null ? Applied : Refused));
}
