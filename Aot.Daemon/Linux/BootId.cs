namespace Aot.Daemon.Linux;

/// <summary>Tells one boot of the host from another: /proc/sys/kernel/random/boot_id (random(4)).</summary>
internal static class BootId
{
    public static Guid Read() => Guid.Parse(File.ReadAllText("/proc/sys/kernel/random/boot_id"));
}
