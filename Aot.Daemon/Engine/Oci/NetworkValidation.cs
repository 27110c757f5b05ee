using Aot.Daemon.Containers.Contracts;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Engine.Oci;

/// <summary>Checks that what a create request says of networks goes together; which networks there are is the networks' to say.</summary>
internal static class NetworkValidation
{
    /// <param name="config">As the client sent it.</param>
    public static void Validate(ContainerConfig config, HostConfig hostConfig)
    {
        string mode = hostConfig.NetworkMode;
        bool isContainer = mode.StartsWith("container:", StringComparison.Ordinal) || mode == "container";
        bool isHost = mode == "host";
        if (isContainer && mode.Length <= "container:".Length)
        {
            throw DaemonException.Invalid("Invalid network mode: invalid container format container:<name|id>");
        }

        bool isShared = isContainer || isHost;
        string kind = isHost ? "host type networking" : "container type network";
        Refuse(isContainer && config.Hostname.Length > 0, "conflicting options: hostname and the network mode");
        Refuse(isShared && hostConfig.Links is { Length: > 0 }, $"conflicting options: {kind} can't be used with links. This would result in undefined behavior");
        Refuse(isContainer && hostConfig.Dns is { Length: > 0 }, "conflicting options: dns and the network mode");
        Refuse(isContainer && hostConfig.ExtraHosts is { Length: > 0 }, "conflicting options: custom host-to-IP mapping and the network mode");
        Refuse(isShared && !string.IsNullOrEmpty(config.MacAddress), "conflicting options: mac-address and the network mode");
        Refuse(
            isContainer && (hostConfig.PortBindings is { Count: > 0 } || hostConfig.PublishAllPorts),
            "conflicting options: port publishing and the container type network mode");
        Refuse(isContainer && config.ExposedPorts is { Count: > 0 }, "conflicting options: port exposing and the container type network mode");
        foreach (string host in hostConfig.ExtraHosts ?? [])
        {
            int colon = host.IndexOf(':', StringComparison.Ordinal);
            Refuse(colon <= 0 || colon == host.Length - 1, $"bad format for add-host: \"{host}\"");
        }

        ValidatePorts(hostConfig);
    }

    private static void ValidatePorts(HostConfig hostConfig)
    {
        foreach ((string port, PortBinding[]? bindings) in hostConfig.PortBindings ?? [])
        {
            string number = port.Split('/')[0];
            Refuse(!IsPort(number), $"invalid port specification: \"{number}\"");
            foreach (PortBinding binding in bindings ?? [])
            {
                foreach (string end in binding.HostPort.Split('-'))
                {
                    Refuse(end.Length > 0 && !IsPort(end), $"invalid port specification: \"{binding.HostPort}\"");
                }
            }
        }
    }

    private static bool IsPort(string text) => ushort.TryParse(text, System.Globalization.NumberStyles.None, null, out _);

    private static void Refuse(bool condition, string message)
    {
        if (condition)
        {
            throw DaemonException.Invalid(message);
        }
    }
}
