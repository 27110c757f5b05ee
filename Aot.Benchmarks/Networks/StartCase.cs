namespace Aot.Benchmarks.Networks;

/// <summary>A kind of start that is timed.</summary>
/// <param name="Rounds">How many of it, to the command's number of iterations.</param>
/// <param name="Dockerd">Which dockerd it is compared with.</param>
/// <param name="DockerdRounds">The same for dockerd, which takes longer.</param>
internal sealed record StartCase(string Name, string Network, int Ports, Func<int, int> Rounds, string Dockerd, Func<int, int> DockerdRounds)
{
    public int RoundsOf(string daemon, int iterations) => daemon switch
    {
        NetworkedDaemon.Aotd => Rounds(iterations),
        _ when daemon == Dockerd => DockerdRounds(iterations),
        _ => 0,
    };
}
