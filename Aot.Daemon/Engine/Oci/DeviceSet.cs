using System.Globalization;
using System.Text.Json;
using Aot.Daemon.Containers.Contracts;
using Aot.Daemon.Linux;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Engine.Oci;

/// <summary>The host's devices that a container gets besides the few that every one has (null, zero, full, random, urandom, tty), which
/// the runtime makes itself.</summary>
internal sealed class DeviceSet
{
    // /dev/console: of the container's own terminal; the others hold nothing but links and other mounts.
    private static readonly string[] PassedOver = ["console", "pts", "shm", "fd", "mqueue", ".lxc", ".lxd-mounts", ".udev"];
    private static readonly DeviceSet Empty = new([], [], false);

    private readonly List<HostDevice> _nodes;
    private readonly string[] _rules;
    private readonly bool _all;

    private DeviceSet(List<HostDevice> nodes, string[] rules, bool all)
    {
        _nodes = nodes;
        _rules = rules;
        _all = all;
    }

    /// <summary>Reads the devices as they are now. Invalid, in dockerd's words, when one is not there.</summary>
    public static DeviceSet Of(HostConfig hostConfig)
    {
        string[] rules = hostConfig.DeviceCgroupRules ?? [];
        DeviceMapping[] mappings = hostConfig.Devices ?? [];
        if (!hostConfig.Privileged && mappings.Length == 0 && rules.Length == 0)
        {
            return Empty;
        }

        var nodes = new List<HostDevice>();
        if (hostConfig.Privileged)
        {
            AddFolder(nodes, "/dev", "/dev", "rwm");
        }

        foreach (DeviceMapping mapping in mappings)
        {
            string inContainer = mapping.PathInContainer.Length == 0 ? mapping.PathOnHost : mapping.PathInContainer;
            if (!hostConfig.Privileged || inContainer != mapping.PathOnHost)
            {
                Add(nodes, mapping.PathOnHost, inContainer, mapping.CgroupPermissions.Length == 0 ? "rwm" : mapping.CgroupPermissions);
            }
        }

        return new DeviceSet(nodes, rules, hostConfig.Privileged);
    }

    /// <summary>Writes `devices` of `linux`: the nodes to make.</summary>
    public void WriteNodes(Utf8JsonWriter json)
    {
        if (_nodes.Count == 0)
        {
            return;
        }

        json.WriteStartArray("devices"u8);
        foreach (HostDevice node in _nodes)
        {
            json.WriteStartObject();
            json.WriteString("path"u8, node.Path);
            json.WriteString("type"u8, node.Type == 'b' ? "b"u8 : "c"u8);
            json.WriteNumber("major"u8, node.Major);
            json.WriteNumber("minor"u8, node.Minor);
            json.WriteNumber("fileMode"u8, node.Mode);
            json.WriteNumber("uid"u8, node.Uid);
            json.WriteNumber("gid"u8, node.Gid);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>Writes `devices` of `resources`: what the container may open. Deny all, then what every container may use (1:5 zero, 1:3 null,
    /// 1:9 urandom, 1:8 random, 5:0 tty, 5:1 console), then its own.</summary>
    public void WriteRules(Utf8JsonWriter json)
    {
        if (_all)
        {
            JsonText.WriteRaw(json, "devices"u8, """[{"allow":true,"access":"rwm"}]"""u8);
            return;
        }

        ReadOnlySpan<byte> defaults = """[{"allow":false,"access":"rwm"},{"allow":true,"type":"c","major":1,"minor":5,"access":"rwm"},{"allow":true,"type":"c","major":1,"minor":3,"access":"rwm"},{"allow":true,"type":"c","major":1,"minor":9,"access":"rwm"},{"allow":true,"type":"c","major":1,"minor":8,"access":"rwm"},{"allow":true,"type":"c","major":5,"minor":0,"access":"rwm"},{"allow":true,"type":"c","major":5,"minor":1,"access":"rwm"}]"""u8;
        if (_nodes.Count == 0 && _rules.Length == 0)
        {
            JsonText.WriteRaw(json, "devices"u8, defaults);
            return;
        }

        json.WriteStartArray("devices"u8);
        // The array's items: one raw value as far as the writer is concerned.
        JsonText.WriteRaw(json, defaults[1..^1]);
        foreach (HostDevice node in _nodes)
        {
            WriteRule(json, node.Type == 'b' ? "b" : "c", node.Major, node.Minor, node.Access);
        }

        foreach (string rule in _rules)
        {
            DeviceRule parsed = DeviceRule.Parse(rule);
            WriteRule(json, parsed.Type, parsed.Major, parsed.Minor, parsed.Access);
        }

        json.WriteEndArray();
    }

    private static void WriteRule(Utf8JsonWriter json, string type, long major, long minor, string access)
    {
        json.WriteStartObject();
        json.WriteBoolean("allow"u8, true);
        json.WriteString("type"u8, type);

        // Any number (*) is -1 here. It is left out: runc takes both for *, crun writes a -1 to a kernel that refuses it.
        if (major >= 0)
        {
            json.WriteNumber("major"u8, major);
        }

        if (minor >= 0)
        {
            json.WriteNumber("minor"u8, minor);
        }

        json.WriteString("access"u8, access);
        json.WriteEndObject();
    }

    private static void Add(List<HostDevice> nodes, string hostPath, string path, string access)
    {
        string resolved = RealPath.Of(hostPath) ?? throw Gathering(hostPath, "no such file or directory");
        if (HostDevice.Read(resolved, path, access) is HostDevice node)
        {
            nodes.Add(node);
            return;
        }

        int before = nodes.Count;
        if (Directory.Exists(resolved))
        {
            AddFolder(nodes, resolved, path, access);
        }

        if (nodes.Count == before)
        {
            throw Gathering(hostPath, "not a device node");
        }
    }

    /// <summary>Adds every device below a folder, in the order of names; links are not followed.</summary>
    private static void AddFolder(List<HostDevice> nodes, string hostFolder, string folder, string access)
    {
        FileSystemInfo[] entries;
        try
        {
            entries = new DirectoryInfo(hostFolder).GetFileSystemInfos();
        }
        catch (IOException)
        {
            // It went away, as devices do.
            return;
        }

        Array.Sort(entries, static (a, b) => string.CompareOrdinal(a.Name, b.Name));
        foreach (FileSystemInfo entry in entries)
        {
            string path = folder + "/" + entry.Name;
            if (hostFolder == "/dev" && Array.IndexOf(PassedOver, entry.Name) >= 0)
            {
                continue;
            }

            if (HostDevice.Read(entry.FullName, path, access) is HostDevice node)
            {
                nodes.Add(node);
            }
            else if (entry is DirectoryInfo && entry.LinkTarget is null)
            {
                AddFolder(nodes, entry.FullName, path, access);
            }
        }
    }

    private static DaemonException Gathering(string path, string reason) =>
        DaemonException.System(string.Create(
            CultureInfo.InvariantCulture, $"error gathering device information while adding custom device \"{path}\": {reason}"));
}
