using System.Runtime.InteropServices;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Images;

/// <summary>The platform that images are for, in Go's words.</summary>
internal static class Platform
{
    /// <summary>This machine's: amd64, arm64, ...</summary>
    public static readonly string Architecture = RuntimeInformation.OSArchitecture switch
    {
        System.Runtime.InteropServices.Architecture.X64 => "amd64",
        System.Runtime.InteropServices.Architecture.Arm64 => "arm64",
        System.Runtime.InteropServices.Architecture.Arm => "arm",
        System.Runtime.InteropServices.Architecture.X86 => "386",
        var other => other.ToString().ToLowerInvariant(),
    };

    /// <summary>The architecture of `linux`, `linux/arm64` or `linux/arm64/v8`; null where none is named. Fails as Invalid for another system.</summary>
    public static string? ParseArchitecture(string? platform)
    {
        if (string.IsNullOrEmpty(platform))
        {
            return null;
        }

        string[] parts = platform.Split('/');
        return parts[0] != "linux" || parts.Length > 3
            ? throw DaemonException.Invalid($"invalid platform: {platform}")
            : parts.Length > 1 ? parts[1] : null;
    }
}
