using Aot.Daemon.Interop;

namespace Aot.Daemon.Linux;

/// <summary>How many descriptors this process may have (RLIMIT_NOFILE). Children inherit it.</summary>
internal static unsafe class OpenFileLimit
{
    /// <summary>The soft limit now.</summary>
    public static long Soft()
    {
        ProcessLimit.Limit limit = default;
        return ProcessLimit.Call(0, ProcessLimit.OpenFiles, null, &limit) == 0 ? (long)Math.Min(limit.Soft, long.MaxValue) : 0;
    }

    /// <summary>Raises the soft limit, 1024 by custom for the sake of select(2), to the hard one, as programs in Go do. A container takes some
    /// five descriptors in each of our processes. Failing is no harm.</summary>
    public static void RaiseToHard()
    {
        ProcessLimit.Limit limit = default;
        if (ProcessLimit.Call(0, ProcessLimit.OpenFiles, null, &limit) == 0 && limit.Soft < limit.Hard)
        {
            limit.Soft = limit.Hard;
            _ = ProcessLimit.Call(0, ProcessLimit.OpenFiles, &limit, null);
        }
    }
}
