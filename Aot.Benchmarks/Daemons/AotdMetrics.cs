using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Aot.Benchmarks.Daemons;

/// <summary>/metrics of an aotd that is started after this.</summary>
internal sealed class AotdMetrics : IDisposable
{
    private readonly HttpClient _client = new(new SocketsHttpHandler { UseProxy = false });
    private readonly string _address = FreeAddress();

    public AotdMetrics(AotdDaemon daemon) => daemon.WriteConfig($$"""{"metrics-addr": "{{_address}}"}""");

    /// <summary>The value of a series, as it is written: `name` or `name{label="value"}`.</summary>
    public async Task<double> ReadAsync(string series)
    {
        string text = await _client.GetStringAsync($"http://{_address}/metrics");
        string line = text.Split('\n').First(line => line.StartsWith(series + " ", StringComparison.Ordinal));
        return double.Parse(line[(series.Length + 1)..], CultureInfo.InvariantCulture);
    }

    public void Dispose() => _client.Dispose();

    private static string FreeAddress()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return listener.LocalEndpoint.ToString()!;
    }
}
