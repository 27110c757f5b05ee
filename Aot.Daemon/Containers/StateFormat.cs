using System.Text.Json;
using Aot.Daemon.Http;

namespace Aot.Daemon.Containers;

/// <summary>
/// A state in the journal: the format's version (1 byte), the container's id (32 bytes), the boot that it came about in (16 bytes), and the state as
/// JSON, of which unknown members are ignored and missing ones have their default. Later versions keep the first 33 bytes.
/// </summary>
internal static class StateFormat
{
    public const int HeaderSize = BootStart + BootSize;

    private const byte Version = 1;
    private const int IdStart = 1;
    private const int IdSize = 32;
    private const int BootStart = IdStart + IdSize;
    private const int BootSize = 16;

    public static void WriteHeader(Span<byte> target, string id, Guid boot)
    {
        target[0] = Version;
        _ = Convert.FromHexString(id, target.Slice(IdStart, IdSize), out _, out _);
        _ = boot.TryWriteBytes(target[BootStart..]);
    }

    /// <summary>The id of the container whose state it is; null when there is none.</summary>
    public static string? ReadId(ReadOnlySpan<byte> payload) =>
        payload.Length >= BootStart ? Convert.ToHexStringLower(payload.Slice(IdStart, IdSize)) : null;

    /// <summary>The state; JsonException when it is none that this version knows.</summary>
    public static StateEntry Read(ReadOnlySpan<byte> payload)
    {
        if (payload.Length < HeaderSize || payload[0] != Version)
        {
            throw new JsonException("the state is of a version that this aotd does not know");
        }

        return new StateEntry(ReadJson(payload[HeaderSize..]), new Guid(payload.Slice(BootStart, BootSize)));
    }

    /// <summary>The state; JsonException when it is none.</summary>
    public static ContainerState ReadJson(ReadOnlySpan<byte> json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, ApiJsonContext.Default.ContainerState) is { } state && Enum.IsDefined(state.Status)
                ? state
                : throw new JsonException("the state is none");
        }
        catch (Exception damage) when (damage is FormatException or InvalidOperationException or NotSupportedException)
        {
            throw new JsonException(damage.Message, damage);
        }
    }
}
