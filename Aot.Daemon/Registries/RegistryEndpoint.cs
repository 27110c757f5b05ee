namespace Aot.Daemon.Registries;

/// <summary>One place to ask for a repository. The caller tries the endpoints of a registry in their order until one answers.</summary>
internal sealed record RegistryEndpoint
{
    /// <summary>http or https; its path ends in a slash, and `v2/` is appended to it.</summary>
    public required Uri Address { get; init; }

    /// <summary>A mirror is pulled from only.</summary>
    public required EndpointCapabilities Capabilities { get; init; }

    /// <summary>TLS is spoken, but the certificate is not verified; false for http.</summary>
    public required bool SkipsVerification { get; init; }

    public required bool IsMirror { get; init; }

    /// <summary>Nothing protects what goes over it: credentials are for the user to risk.</summary>
    public bool IsPlainHttp => Address.Scheme == Uri.UriSchemeHttp;
}
