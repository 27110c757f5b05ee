using System.Diagnostics;
using Aot.Benchmarks.Daemons;
using Aot.Benchmarks.Latency;

namespace Aot.Benchmarks.Storm;

/// <summary>One client: reads /info and starts a container, again and again, and looks whether what it saw is one generation.</summary>
internal sealed class StormClient(MeasuredDaemon daemon, StormRuntime runtime, StormPhase phase) : IDisposable
{
    private readonly EngineClient _client = new(daemon.SocketPath);
    private readonly Dictionary<(string Step, bool Stormy), LatencySamples> _samples = [];
    private readonly List<string> _failures = [];

    public IReadOnlyList<string> Failures => _failures;

    /// <summary>Answers and containers in which two generations were seen.</summary>
    public int Mixed { get; private set; }

    public int Starts { get; private set; }

    public LatencySamples Samples(string step, bool stormy)
    {
        if (!_samples.TryGetValue((step, stormy), out LatencySamples? samples))
        {
            _samples[(step, stormy)] = samples = new LatencySamples();
        }
        return samples;
    }

    public async Task RunAsync(CancellationToken end)
    {
        while (!end.IsCancellationRequested)
        {
            try
            {
                await OnceAsync();
            }
            catch (Exception failure) when (failure is InvalidOperationException or HttpRequestException or IOException or FormatException)
            {
                _failures.Add(failure.Message);
            }
        }
    }

    public void Dispose() => _client.Dispose();

    private async Task OnceAsync()
    {
        string info = "";
        await TimeAsync("info", async () => info = await _client.GetAsync("/info"));
        if (Generation.OfInfo(info) is null)
        {
            Mixed++;
        }
        string id = "";
        await TimeAsync("create", async () => id = await _client.CreateAsync(runtime.CreateRequest(BusyboxImage.Name)));
        await TimeAsync("start", () => _client.StartAsync(id));
        int exitCode = await _client.WaitAsync(id);
        await TimeAsync("remove", () => _client.RemoveAsync(id));
        Starts++;
        if (exitCode != 0)
        {
            _failures.Add($"the container ended with {exitCode}");
        }
        else if (runtime.GenerationOf(id) is null)
        {
            Mixed++;
        }
    }

    /// <summary>A request that saw the weather change belongs to neither time.</summary>
    private async Task TimeAsync(string step, Func<Task> request)
    {
        int before = phase.Number;
        long begin = Stopwatch.GetTimestamp();
        await request();
        TimeSpan time = Stopwatch.GetElapsedTime(begin);
        if (phase.Number == before && before >= 0)
        {
            Samples(step, StormPhase.IsStormy(before)).Add(time);
        }
    }
}
