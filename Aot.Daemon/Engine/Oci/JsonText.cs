using System.Buffers;
using System.Text.Json;

namespace Aot.Daemon.Engine.Oci;

/// <summary>JSON strings out of pieces, without making the strings.</summary>
internal static class JsonText
{
    private const int OnStack = 512;

    /// <summary>Writes two pieces as one string value.</summary>
    public static void WriteJoined(Utf8JsonWriter json, ReadOnlySpan<char> first, ReadOnlySpan<char> second)
    {
        int length = first.Length + second.Length;
        char[]? rented = length <= OnStack ? null : ArrayPool<char>.Shared.Rent(length);
        Span<char> text = rented ?? stackalloc char[OnStack];
        first.CopyTo(text);
        second.CopyTo(text[first.Length..]);
        json.WriteStringValue(text[..length]);
        if (rented is not null)
        {
            ArrayPool<char>.Shared.Return(rented);
        }
    }

    /// <summary>Writes two pieces as a named string value.</summary>
    public static void WriteJoined(Utf8JsonWriter json, ReadOnlySpan<byte> name, ReadOnlySpan<char> first, ReadOnlySpan<char> second)
    {
        json.WritePropertyName(name);
        WriteJoined(json, first, second);
    }

    /// <summary>Writes a prefix and a number as one string value.</summary>
    public static void WriteJoined(Utf8JsonWriter json, ReadOnlySpan<char> prefix, long number)
    {
        Span<char> digits = stackalloc char[20];
        number.TryFormat(digits, out int length, provider: System.Globalization.CultureInfo.InvariantCulture);
        WriteJoined(json, prefix, digits[..length]);
    }

    /// <summary>Writes JSON that is known to be well formed.</summary>
    public static void WriteRaw(Utf8JsonWriter json, ReadOnlySpan<byte> value) => json.WriteRawValue(value, skipInputValidation: true);

    /// <summary>Writes well-formed JSON as a named value.</summary>
    public static void WriteRaw(Utf8JsonWriter json, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        json.WritePropertyName(name);
        WriteRaw(json, value);
    }
}
