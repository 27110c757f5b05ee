using System.Text.Json;

namespace Aot.Daemon.Engine.Oci;

/// <summary>The filesystems that every container gets, dockerd's, in their order.</summary>
internal static class DefaultMounts
{
    /// <summary>Writes those whose place the user did not take.</summary>
    /// <param name="ownShm">/dev/shm is a tmpfs of the container's own, of this many bytes; negative for none.</param>
    public static void Write(Utf8JsonWriter json, IReadOnlyList<PlannedMount> userMounts, bool privileged, long ownShm)
    {
        Write(json, userMounts, "/proc", """{"destination":"/proc","type":"proc","source":"proc","options":["nosuid","noexec","nodev"]}"""u8);
        Write(json, userMounts, "/dev", """{"destination":"/dev","type":"tmpfs","source":"tmpfs","options":["nosuid","strictatime","mode=755","size=65536k"]}"""u8);
        Write(json, userMounts, "/dev/pts", """{"destination":"/dev/pts","type":"devpts","source":"devpts","options":["nosuid","noexec","newinstance","ptmxmode=0666","mode=0620","gid=5"]}"""u8);
        Write(json, userMounts, "/sys", privileged
            ? """{"destination":"/sys","type":"sysfs","source":"sysfs","options":["nosuid","noexec","nodev"]}"""u8
            : """{"destination":"/sys","type":"sysfs","source":"sysfs","options":["nosuid","noexec","nodev","ro"]}"""u8);
        Write(json, userMounts, "/sys/fs/cgroup", privileged
            ? """{"destination":"/sys/fs/cgroup","type":"cgroup","source":"cgroup","options":["nosuid","noexec","nodev"]}"""u8
            : """{"destination":"/sys/fs/cgroup","type":"cgroup","source":"cgroup","options":["ro","nosuid","noexec","nodev"]}"""u8);
        Write(json, userMounts, "/dev/mqueue", """{"destination":"/dev/mqueue","type":"mqueue","source":"mqueue","options":["nosuid","noexec","nodev"]}"""u8);
        if (ownShm >= 0 && !IsTaken(userMounts, "/dev/shm"))
        {
            WriteShm(json, ownShm);
        }
    }

    /// <summary>A user's mount is at that very place, or covers all of /dev.</summary>
    public static bool IsTaken(IReadOnlyList<PlannedMount> userMounts, string target)
    {
        for (int i = 0; i < userMounts.Count; i++)
        {
            string taken = userMounts[i].Target;
            if (taken == target || (taken == "/dev" && target.StartsWith("/dev/", StringComparison.Ordinal)))
            {
                return true;
            }
        }

        return false;
    }

    private static void Write(Utf8JsonWriter json, IReadOnlyList<PlannedMount> userMounts, string target, ReadOnlySpan<byte> mount)
    {
        if (!IsTaken(userMounts, target))
        {
            JsonText.WriteRaw(json, mount);
        }
    }

    private static void WriteShm(Utf8JsonWriter json, long size)
    {
        json.WriteStartObject();
        json.WriteString("destination"u8, "/dev/shm"u8);
        json.WriteString("type"u8, "tmpfs"u8);
        json.WriteString("source"u8, "shm"u8);
        json.WriteStartArray("options"u8);
        json.WriteStringValue("nosuid"u8);
        json.WriteStringValue("noexec"u8);
        json.WriteStringValue("nodev"u8);
        json.WriteStringValue("mode=1777"u8);
        JsonText.WriteJoined(json, "size=", size);
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
