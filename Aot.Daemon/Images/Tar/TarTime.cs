namespace Aot.Daemon.Images.Tar;

/// <summary>A time as of clock_gettime: seconds since 1970, perhaps negative, and 0 to 999,999,999 nanoseconds on top.</summary>
internal readonly record struct TarTime(long Seconds, uint Nanoseconds);
