using System.Globalization;
using System.Text;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Images.Tar;

/// <summary>The extended header of the next entry: POSIX.1-2001 pax records, or GNU's long names. Null is what it does not say.</summary>
internal sealed class PaxHeader
{
    private const string XattrPrefix = "SCHILY.xattr.";
    private const string SparsePrefix = "GNU.sparse.";

    public byte[]? Path { get; set; }

    public byte[]? LinkPath { get; set; }

    public long? Size { get; private set; }

    public long? Uid { get; private set; }

    public long? Gid { get; private set; }

    public TarTime? ModifiedAt { get; private set; }

    public List<KeyValuePair<string, byte[]>> Xattrs { get; } = [];

    /// <summary>Reads `LENGTH KEY=VALUE\n` records; a later one overrides an earlier one. Fails as Invalid.</summary>
    public void Read(ReadOnlySpan<byte> records)
    {
        while (!records.IsEmpty)
        {
            int space = records.IndexOf((byte)' ');
            if (space is <= 0 or > 9
                || !int.TryParse(records[..space], NumberStyles.None, CultureInfo.InvariantCulture, out int length)
                || length <= space + 2 || length > records.Length || records[length - 1] != '\n')
            {
                throw Damaged();
            }

            ReadOnlySpan<byte> record = records[(space + 1)..(length - 1)];
            int equals = record.IndexOf((byte)'=');
            if (equals <= 0)
            {
                throw Damaged();
            }

            Set(Encoding.UTF8.GetString(record[..equals]), record[(equals + 1)..]);
            records = records[length..];
        }
    }

    private static DaemonException Damaged() => DaemonException.Invalid("invalid tar archive: an extended header is damaged");

    private void Set(string key, ReadOnlySpan<byte> value)
    {
        switch (key)
        {
            case "path":
                Path = Name(value);
                break;
            case "linkpath":
                LinkPath = Name(value);
                break;
            case "size":
                Size = Number(value);
                break;
            case "uid":
                Uid = Number(value);
                break;
            case "gid":
                Gid = Number(value);
                break;
            case "mtime":
                ModifiedAt = value.IsEmpty ? null : Time(value);
                break;
            default:
                SetOther(key, value);
                break;
        }
    }

    private void SetOther(string key, ReadOnlySpan<byte> value)
    {
        if (key.StartsWith(SparsePrefix, StringComparison.Ordinal))
        {
            throw DaemonException.Invalid("invalid tar archive: sparse files are not supported");
        }

        if (!key.StartsWith(XattrPrefix, StringComparison.Ordinal) || key.Length == XattrPrefix.Length || key.Contains('\0'))
        {
            return;
        }

        string name = key[XattrPrefix.Length..];
        Xattrs.RemoveAll(known => known.Key == name);
        if (!value.IsEmpty)
        {
            Xattrs.Add(new KeyValuePair<string, byte[]>(name, value.ToArray()));
        }
    }

    /// <summary>An empty value takes an earlier record back.</summary>
    private static byte[]? Name(ReadOnlySpan<byte> value) =>
        value.IsEmpty ? null : value.Contains((byte)0) ? throw Damaged() : value.ToArray();

    private static long? Number(ReadOnlySpan<byte> value) =>
        value.IsEmpty ? null
        : long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number
        : throw Damaged();

    /// <summary>Decimal seconds with a fraction of any length.</summary>
    private static TarTime Time(ReadOnlySpan<byte> value)
    {
        bool negative = value[0] == '-';
        ReadOnlySpan<byte> digits = negative ? value[1..] : value;
        int point = digits.IndexOf((byte)'.');
        ReadOnlySpan<byte> whole = point < 0 ? digits : digits[..point];
        ReadOnlySpan<byte> fraction = point < 0 ? default : digits[(point + 1)..];
        if (!long.TryParse(whole, NumberStyles.None, CultureInfo.InvariantCulture, out long seconds)
            || fraction.ContainsAnyExceptInRange((byte)'0', (byte)'9'))
        {
            throw Damaged();
        }

        uint nanoseconds = 0;
        for (int i = 0; i < 9; i++)
        {
            nanoseconds = (nanoseconds * 10) + (i < fraction.Length ? (uint)(fraction[i] - '0') : 0);
        }

        return !negative ? new TarTime(seconds, nanoseconds)
            : nanoseconds == 0 ? new TarTime(-seconds, 0)
            : new TarTime(-seconds - 1, 1_000_000_000 - nanoseconds);
    }
}
