namespace Aot.Daemon.Linux;

/// <summary>Signal numbers that are used by name; the same on x86-64 and arm64 (signal(7)).</summary>
internal static class Signals
{
    public const int Kill = 9;
}
