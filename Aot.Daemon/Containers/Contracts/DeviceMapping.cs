namespace Aot.Daemon.Containers.Contracts;

/// <summary>A host device given to a container; the permissions are of `rwm`.</summary>
internal sealed record DeviceMapping
{
    public string PathOnHost { get; init; } = "";

    public string PathInContainer { get; init; } = "";

    public string CgroupPermissions { get; init; } = "";
}
