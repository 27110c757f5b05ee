namespace Aot.Daemon.Http;

/// <summary>The content types of a container's streams.</summary>
internal static class StreamMediaType
{
    public const string Raw = "application/vnd.docker.raw-stream";

    public const string Multiplexed = "application/vnd.docker.multiplexed-stream";

    /// <summary>Frames have a type of their own since API 1.42; before, all streams were called raw.</summary>
    public static string Of(ApiVersion version, bool tty) =>
        !tty && version >= new ApiVersion(1, 42) ? Multiplexed : Raw;
}
