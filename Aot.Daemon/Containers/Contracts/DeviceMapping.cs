namespace Aot.Daemon.Containers.Contracts;

/// <summary>A host device given to a container; the permissions are of `rwm`.</summary>
internal sealed record DeviceMapping
{
    public string PathOnHost { get; init => field = value ?? ""; } = "";

    public string PathInContainer { get; init => field = value ?? ""; } = "";

    public string CgroupPermissions { get; init => field = value ?? ""; } = "";
}
