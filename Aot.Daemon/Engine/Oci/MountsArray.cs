using System.Text.Json;
using Aot.Daemon.Containers.Contracts;

namespace Aot.Daemon.Engine.Oci;

/// <summary>The `mounts` of a container: the default filesystems, then what the user asked for and the files in /etc, the shallow before
/// the deep, so that a mount never hides one made earlier.</summary>
internal static class MountsArray
{
    private const string HostShm = "/dev/shm";

    /// <summary>Writes them; returns the root's propagation where a mount needs one, else null.</summary>
    public static string? Write(Utf8JsonWriter json, in SpecInput input, IReadOnlyList<PlannedMount> userMounts, bool init, string dataRoot)
    {
        HostConfig hostConfig = input.HostConfig;
        string? sharedShm = hostConfig.IpcMode == "host" ? HostShm : input.ShmPath;
        long ownShm = hostConfig.IpcMode == "none" || sharedShm is not null ? -1
            : hostConfig.ShmSize > 0 ? hostConfig.ShmSize
            : input.Defaults.ShmSize;
        string? rootPropagation = null;
        json.WriteStartArray("mounts"u8);
        DefaultMounts.Write(json, userMounts, hostConfig.Privileged, ownShm);

        // dockerd's order: by depth, and within one depth the user's binds, the files of /etc, the shared /dev/shm, the user's tmpfs.
        int deepest = 2;
        for (int i = 0; i < userMounts.Count; i++)
        {
            deepest = Math.Max(deepest, userMounts[i].Depth);
        }

        for (int depth = 1; depth <= deepest; depth++)
        {
            WriteUserMounts(json, userMounts, depth, tmpfs: false, dataRoot, ref rootPropagation);
            if (depth == 2)
            {
                WriteFile(json, userMounts, "/etc/resolv.conf", input.Folder, "/resolv.conf", hostConfig.ReadonlyRootfs);
                WriteFile(json, userMounts, "/etc/hostname", input.Folder, "/hostname", hostConfig.ReadonlyRootfs);
                WriteFile(json, userMounts, "/etc/hosts", input.Folder, "/hosts", hostConfig.ReadonlyRootfs);
                if (sharedShm is not null && !DefaultMounts.IsTaken(userMounts, "/dev/shm"))
                {
                    if (sharedShm == HostShm)
                    {
                        WriteBind(json, HostShm, HostShm, "", false, false, MountRules.DefaultPropagation);
                    }
                    else
                    {
                        WriteSharedShm(json, sharedShm);
                    }
                }
            }

            WriteUserMounts(json, userMounts, depth, tmpfs: true, dataRoot, ref rootPropagation);
        }

        if (init)
        {
            json.WriteStartObject();
            json.WriteString("destination"u8, ProcessObject.InitPath);
            json.WriteString("type"u8, "bind"u8);
            json.WriteString("source"u8, InitBinary.Find(input.Defaults.InitPath));
            JsonText.WriteRaw(json, "options"u8, """["bind","ro"]"""u8);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        return rootPropagation;
    }

    private static void WriteUserMounts(
        Utf8JsonWriter json, IReadOnlyList<PlannedMount> mounts, int depth, bool tmpfs, string dataRoot, ref string? rootPropagation)
    {
        for (int i = 0; i < mounts.Count; i++)
        {
            PlannedMount mount = mounts[i];
            if (mount.Depth != depth || mount.IsTmpfs != tmpfs)
            {
                continue;
            }

            if (tmpfs)
            {
                WriteTmpfs(json, mount);
                continue;
            }

            string propagation = MountPropagation.Of(mount, dataRoot, ref rootPropagation);
            WriteBind(json, mount.Target, mount.Source, "", mount.NonRecursive, mount.ReadOnly, propagation);
        }
    }

    private static void WriteFile(
        Utf8JsonWriter json, IReadOnlyList<PlannedMount> userMounts, string target, string folder, string name, bool readOnly)
    {
        if (!DefaultMounts.IsTaken(userMounts, target))
        {
            WriteBind(json, target, folder, name, false, readOnly, MountRules.DefaultPropagation);
        }
    }

    private static void WriteBind(
        Utf8JsonWriter json, string target, string source, string name, bool nonRecursive, bool readOnly, string propagation)
    {
        json.WriteStartObject();
        json.WriteString("destination"u8, target);
        json.WriteString("type"u8, "bind"u8);
        JsonText.WriteJoined(json, "source"u8, source, name);
        json.WriteStartArray("options"u8);
        json.WriteStringValue(nonRecursive ? "bind"u8 : "rbind"u8);
        if (readOnly)
        {
            json.WriteStringValue("ro"u8);
        }

        json.WriteStringValue(propagation);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>A container's own tmpfs, with the flags that such a tmpfs is mounted with: runc repeats them by itself, crun does not.</summary>
    private static void WriteSharedShm(Utf8JsonWriter json, string source)
    {
        json.WriteStartObject();
        json.WriteString("destination"u8, "/dev/shm"u8);
        json.WriteString("type"u8, "bind"u8);
        json.WriteString("source"u8, source);
        json.WritePropertyName("options"u8);
        json.WriteRawValue("""["rbind","nosuid","noexec","nodev","rprivate"]"""u8, skipInputValidation: true);
        json.WriteEndObject();
    }

    private static void WriteTmpfs(Utf8JsonWriter json, PlannedMount mount)
    {
        json.WriteStartObject();
        json.WriteString("destination"u8, mount.Target);
        json.WriteString("type"u8, "tmpfs"u8);
        json.WriteString("source"u8, "tmpfs"u8);
        json.WriteStartArray("options"u8);
        foreach (string option in TmpfsFlags.Merge(mount.TmpfsOptions))
        {
            json.WriteStringValue(option);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
