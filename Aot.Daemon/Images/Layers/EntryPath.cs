using Aot.Daemon.Images.Tar;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Images.Layers;

/// <summary>
/// Where an archive's name lies within a layer: taken as absolute from the layer's root, `.` and `..` resolved as text, so that no name leads above it.
/// Both parts end with a NUL, ready for *at calls.
/// </summary>
/// <param name="Parent">The folder's path relative to the root; `.` for the root.</param>
/// <param name="Name">The last component; empty (a lone NUL) for the root itself.</param>
internal readonly record struct EntryPath(byte[] Parent, byte[] Name)
{
    public bool IsRoot => Name.Length == 1;

    /// <summary>The whole path with its NUL.</summary>
    public byte[] Full => IsRoot ? Parent : Join(Parent, Name);

    /// <summary>Fails as Invalid for names that no file can have.</summary>
    public static EntryPath Parse(ReadOnlySpan<byte> text)
    {
        if (text.Length > TarLimits.MaxPath || text.Contains((byte)0))
        {
            throw DaemonException.Invalid("invalid tar archive: a name is too long");
        }

        var parts = new List<Range>();
        foreach (Range part in text.Split((byte)'/'))
        {
            ReadOnlySpan<byte> component = text[part];
            if (component.Length > TarLimits.MaxName)
            {
                throw DaemonException.Invalid("invalid tar archive: a name is too long");
            }

            if (component.SequenceEqual(".."u8))
            {
                if (parts.Count > 0)
                {
                    parts.RemoveAt(parts.Count - 1);
                }
            }
            else if (!component.IsEmpty && !component.SequenceEqual("."u8))
            {
                parts.Add(part);
            }
        }

        if (parts.Count == 0)
        {
            return new EntryPath(".\0"u8.ToArray(), [0]);
        }

        byte[] name = [.. text[parts[^1]], 0];
        byte[] parent = ".\0"u8.ToArray();
        for (int i = 0; i < parts.Count - 1; i++)
        {
            parent = i == 0 ? [.. text[parts[0]], 0] : Join(parent, [.. text[parts[i]], 0]);
        }

        return new EntryPath(parent, name);
    }

    /// <summary>The same folder with another name, which ends with a NUL.</summary>
    public EntryPath WithName(ReadOnlySpan<byte> name) => this with { Name = name.ToArray() };

    private static byte[] Join(byte[] parent, byte[] name) =>
        parent.AsSpan().SequenceEqual(".\0"u8) ? name : [.. parent.AsSpan(0, parent.Length - 1), (byte)'/', .. name];
}
