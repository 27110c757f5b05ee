namespace Aot.Daemon.Images.Contracts;

/// <summary>What is known of an image here, apart from its content.</summary>
internal sealed record ImageMetadata
{
    /// <summary>When it was last tagged; Go's zero time where that is not known.</summary>
    public string LastTagTime { get; init => field = value ?? Never; } = Never;

    private const string Never = "0001-01-01T00:00:00Z";
}
