using System.Buffers;
using System.Text.Json;
using Aot.Daemon.Containers.Contracts;
using Aot.Daemon.Linux;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Engine.Oci;

/// <summary>
/// Writes the OCI runtime spec (config.json) of a container, with dockerd's defaults, straight into a buffer. It is on the path of
/// every start: no object model, hardly an allocation. Missing host folders of -v binds are made on the way. Safe for concurrent use.
/// </summary>
/// <param name="dataRoot">The daemon's own folder: binds that hold it do not keep its mounts alive.</param>
internal sealed class SpecWriter(HostFacts facts, string dataRoot)
{
    private readonly DefaultSeccomp _seccomp = new(facts.Architecture);

    // One is enough: starts that overlap make their own.
    private SpecScratch? _spare;

    /// <summary>Writes the spec. Invalid, in dockerd's words, when the container's users, devices or mounts are not there.</summary>
    public void Write(in SpecInput input, IBufferWriter<byte> output)
    {
        SpecScratch scratch = Interlocked.Exchange(ref _spare, null) ?? new SpecScratch();
        Utf8JsonWriter json = scratch.Json;
        json.Reset(output);
        try
        {
            Write(json, input, scratch);
            json.Flush();
        }
        finally
        {
            // Not to Stream.Null: the writer would make a buffer for it, each time.
            json.Reset();
            _spare = scratch;
        }
    }

    /// <summary>Writes the `process` object of an exec in a container.</summary>
    public void WriteProcess(in ProcessInput process, IBufferWriter<byte> output)
    {
        SpecScratch scratch = Interlocked.Exchange(ref _spare, null) ?? new SpecScratch();
        scratch.Json.Reset(output);
        try
        {
            ProcessObject.Write(scratch.Json, process, scratch.Groups);
            scratch.Json.Flush();
        }
        finally
        {
            scratch.Json.Reset();
            _spare = scratch;
        }
    }

    private void Write(Utf8JsonWriter json, in SpecInput input, SpecScratch scratch)
    {
        ContainerConfig config = input.Config;
        HostConfig hostConfig = input.HostConfig;
        SecurityOptions security = SecurityOptions.Of(hostConfig);
        ulong capabilities = CapabilityRules.Of(hostConfig, facts.Capabilities);
        string hostname = input.Hostname ?? config.Hostname;
        // An init of ours only makes sense where the container has its own PID 1.
        bool init = (hostConfig.Init ?? input.Defaults.Init) && hostConfig.PidMode.Length == 0;
        IReadOnlyList<PlannedMount> mounts = MountPlan.Of(config, hostConfig);
        // Here and not before: dockerd makes them at each start, and the plan is at hand.
        MountPlan.CreateSources(mounts);

        json.WriteStartObject();
        json.WriteString("ociVersion"u8, "1.0.2"u8);
        json.WritePropertyName("process"u8);
        ProcessObject.Write(
            json,
            new ProcessInput
            {
                RootfsPath = input.RootfsPath,
                User = config.User,
                GroupAdd = hostConfig.GroupAdd,
                Path = input.Path,
                Args = input.Args,
                Init = init,
                Env = config.Env,
                Hostname = hostname,
                WorkingDir = config.WorkingDir,
                Terminal = config.Tty,
                ConsoleSize = hostConfig.ConsoleSize,
                Capabilities = capabilities,
                NoNewPrivileges = security.NoNewPrivileges,
                Ulimits = hostConfig.Ulimits,
                DefaultUlimits = input.Defaults.Ulimits,
                OomScoreAdj = hostConfig.OomScoreAdj,
            },
            scratch.Groups);

        json.WriteStartObject("root"u8);
        json.WriteString("path"u8, input.RootfsPath);
        if (hostConfig.ReadonlyRootfs)
        {
            json.WriteBoolean("readonly"u8, true);
        }

        json.WriteEndObject();
        if (hostConfig.UTSMode != "host")
        {
            json.WriteString("hostname"u8, hostname);
        }

        string? rootPropagation = MountsArray.Write(json, input, mounts, init, dataRoot);
        WriteAnnotations(json, hostConfig.Annotations);
        WriteLinux(json, input, security, capabilities, rootPropagation);
        json.WriteEndObject();
    }

    private static void WriteAnnotations(Utf8JsonWriter json, SortedDictionary<string, string>? annotations)
    {
        if (annotations is not { Count: > 0 })
        {
            return;
        }

        json.WriteStartObject("annotations"u8);
        foreach ((string key, string value) in annotations)
        {
            json.WriteString(key, value);
        }

        json.WriteEndObject();
    }

    private void WriteLinux(Utf8JsonWriter json, in SpecInput input, SecurityOptions security, ulong capabilities, string? rootPropagation)
    {
        HostConfig hostConfig = input.HostConfig;
        json.WriteStartObject("linux"u8);
        Sysctls.Write(json, input, facts);
        WriteCgroupsPath(json, input);
        DeviceSet devices = DeviceSet.Of(hostConfig);
        ResourcesObject.Write(json, hostConfig, devices);
        devices.WriteNodes(json);
        NamespacesArray.Write(json, input, facts);
        if (rootPropagation is not null)
        {
            json.WriteString("rootfsPropagation"u8, rootPropagation);
        }

        if (!hostConfig.Privileged)
        {
            HiddenPaths.Write(json, hostConfig);
            if (security.Seccomp is null)
            {
                JsonText.WriteRaw(json, "seccomp"u8, _seccomp.For(capabilities));
            }
        }

        if (security.Seccomp is not (null or SecurityOptions.Unconfined))
        {
            json.WritePropertyName("seccomp"u8);
            SeccompProfile.Write(json, security.Seccomp, capabilities, facts);
        }

        json.WriteEndObject();
    }

    /// <summary>&lt;parent&gt;/&lt;id&gt; below the cgroup root, dockerd's cgroupfs driver. A parent cannot climb out with `..`.</summary>
    private static void WriteCgroupsPath(Utf8JsonWriter json, in SpecInput input)
    {
        string parent = input.HostConfig.CgroupParent.Length > 0 ? input.HostConfig.CgroupParent : input.Defaults.CgroupParent;
        if (parent.Length == 0)
        {
            JsonText.WriteJoined(json, "cgroupsPath"u8, "/docker/", input.ContainerId);
        }
        else
        {
            json.WriteString("cgroupsPath"u8, UnixPath.Clean(parent + "/" + input.ContainerId));
        }
    }
}
