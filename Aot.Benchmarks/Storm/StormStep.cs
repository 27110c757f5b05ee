namespace Aot.Benchmarks.Storm;

/// <summary>One kind of request, in milliseconds.</summary>
internal sealed record StormStep(string Step, double QuietMedian, double QuietP99, double StormMedian, double StormP99, int QuietCount, int StormCount)
{
    public double Ratio => QuietP99 == 0 ? 0 : StormP99 / QuietP99;
}
