using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Aot.Daemon.Tests.EndToEnd.Fixtures;
using Xunit;

namespace Aot.Daemon.Tests.EndToEnd.Metrics;

/// <summary>What /metrics of a daemon answered: values by series, as they are written.</summary>
internal sealed record Scrape(IReadOnlyDictionary<string, double> Values, IReadOnlyDictionary<string, string> Types)
{
    /// <summary>A loopback address that nobody listens on.</summary>
    public static string FreeAddress()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return listener.LocalEndpoint.ToString()!;
    }

    public static async Task<Scrape> OfAsync(string address)
    {
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        using HttpResponseMessage response = await client.GetAsync($"http://{address}/metrics");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("text/plain; version=0.0.4; charset=utf-8", response.Content.Headers.ContentType?.ToString());
        return Parse(await response.Content.ReadAsStringAsync());
    }

    /// <summary>The families with the names of their labels: `name{label,...} type`, those of the engine itself.</summary>
    public IEnumerable<string> Shape() =>
        from series in Values.Keys
        where series.StartsWith("engine_daemon_", StringComparison.Ordinal)
        let brace = series.IndexOf('{', StringComparison.Ordinal)
        let name = brace < 0 ? series : series[..brace]
        let labels = brace < 0 ? [] : series[(brace + 1)..^1].Split("\",").Select(label => label[..label.IndexOf('=', StringComparison.Ordinal)])
        from type in Types
        where name == type.Key || (type.Value == "histogram" && name.StartsWith(type.Key, StringComparison.Ordinal))
        select $"{name}{{{string.Join(',', labels)}}} {type.Value}";

    private static Scrape Parse(string text)
    {
        Dictionary<string, double> values = [];
        Dictionary<string, string> types = [];
        foreach (string line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            int space = line.LastIndexOf(' ');
            if (line.StartsWith("# TYPE ", StringComparison.Ordinal))
            {
                types[line["# TYPE ".Length..space]] = line[(space + 1)..];
            }
            else if (line[0] != '#')
            {
                values[line[..space]] = double.Parse(line[(space + 1)..].Replace("+Inf", "Infinity", StringComparison.Ordinal), CultureInfo.InvariantCulture);
            }
        }

        return new Scrape(values, types);
    }
}
