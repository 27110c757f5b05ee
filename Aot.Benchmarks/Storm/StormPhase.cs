namespace Aot.Benchmarks.Storm;

/// <summary>Which time it is, in turn quiet (even numbers) and stormy (odd ones); -1 is the warm-up, which does not count.</summary>
internal sealed class StormPhase
{
    // Written by the run, read by the clients.
    private volatile int _number = -1;

    public int Number => _number;

    public static bool IsStormy(int number) => number >= 0 && (number & 1) == 1;

    public void Next() => _number++;
}
