using System.Globalization;
using System.Text;
using System.Text.Json;
using Aot.Daemon.Http;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Containers;

/// <summary>
/// record.json: one JSON object whose first member is the CRC-32C, in 8 hex digits, of all that follows it:
/// <c>{"Checksum":"crc32c:89abcdef","Version":2,...}</c>. So the file stays plain JSON, which other versions and people can read.
/// Version 1 had no checksum.
/// </summary>
internal static class RecordFormat
{
    private const int FirstWithChecksum = 2;
    private const int DigitCount = 8;

    private static ReadOnlySpan<byte> Start => "{\"Checksum\":\"crc32c:"u8;

    private static ReadOnlySpan<byte> End => "\","u8;

    private static int StartLength => Start.Length + DigitCount + End.Length;

    public static void Write(PooledBuffer target, ContainerRecord record)
    {
        using var json = new PooledBuffer();
        using (var writer = new Utf8JsonWriter(json))
        {
            JsonSerializer.Serialize(writer, record, ApiJsonContext.Default.ContainerRecord);
        }

        ReadOnlySpan<byte> members = json.WrittenSpan[1..]; // after the brace
        Span<byte> text = target.GetSpan(StartLength + members.Length);
        WriteStart(text, members);
        members.CopyTo(text[StartLength..]);
        target.Advance(StartLength + members.Length);
    }

    /// <summary>The record; JsonException when it is damaged, InvalidDataException when a later aotd wrote it.</summary>
    public static ContainerRecord Read(ReadOnlySpan<byte> text)
    {
        bool isChecked = text.StartsWith(Start);
        if (isChecked && !HasChecksum(text))
        {
            throw new JsonException("the record does not have its checksum");
        }

        ContainerRecord? record = Parse(text);
        if (record is { Version: > ContainerRecord.CurrentVersion })
        {
            throw new InvalidDataException($"the record has version {record.Version}: a later aotd wrote it");
        }

        return record is not null && IsSound(record) && (isChecked || record.Version < FirstWithChecksum)
            ? record
            : throw new JsonException("the record is not complete");
    }

    private static bool HasChecksum(ReadOnlySpan<byte> text)
    {
        if (text.Length <= StartLength)
        {
            return false;
        }

        Span<byte> expected = stackalloc byte[StartLength];
        WriteStart(expected, text[StartLength..]);
        return text.StartsWith(expected);
    }

    private static void WriteStart(Span<byte> target, ReadOnlySpan<byte> members)
    {
        Start.CopyTo(target);
        _ = Crc32C.Of(members).TryFormat(target[Start.Length..], out _, "x8", CultureInfo.InvariantCulture);
        End.CopyTo(target[(Start.Length + DigitCount)..]);
    }

    private static ContainerRecord? Parse(ReadOnlySpan<byte> text)
    {
        try
        {
            return JsonSerializer.Deserialize(text, ApiJsonContext.Default.ContainerRecord);
        }
        catch (Exception damage) when (damage is FormatException or InvalidOperationException or NotSupportedException)
        {
            throw new JsonException(damage.Message, damage);
        }
    }

    // JSON may say null where the type does not.
    private static bool IsSound(ContainerRecord record) =>
        record is { Version: >= 1, Path: not null, Config: not null, HostConfig: not null }
        && ContainerNames.IsValid(record.Name)
        && record.Args is { } args && !args.Contains(null)
        && Digest.TryParse(record.ImageId, out _)
        && record.Layers is { } layers && Array.TrueForAll(layers, layer => Digest.TryParse(layer, out _));
}
