using System.Text;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Images.Layers;

/// <summary>The names by which a layer removes what is below it (OCI image spec, layer, whiteouts).</summary>
internal static class Whiteouts
{
    private static ReadOnlySpan<byte> Prefix => ".wh."u8;

    private static ReadOnlySpan<byte> AufsPrefix => ".wh..wh."u8;

    private static ReadOnlySpan<byte> OpaqueMarker => ".wh..wh..opq\0"u8;

    /// <summary>Fails as Invalid for a whiteout that hides no possible name, or that is used as a folder.</summary>
    public static WhiteoutKind Classify(EntryPath path)
    {
        foreach (Range part in path.Parent.AsSpan().Split((byte)'/'))
        {
            ReadOnlySpan<byte> component = path.Parent.AsSpan(part);
            if (component.StartsWith(AufsPrefix))
            {
                return WhiteoutKind.Ignored;
            }

            if (component.StartsWith(Prefix))
            {
                throw Invalid(path);
            }
        }

        ReadOnlySpan<byte> name = path.Name;
        if (!name.StartsWith(Prefix))
        {
            return WhiteoutKind.None;
        }

        if (name.SequenceEqual(OpaqueMarker))
        {
            return WhiteoutKind.Opaque;
        }

        if (name.StartsWith(AufsPrefix))
        {
            return WhiteoutKind.Ignored;
        }

        return name[Prefix.Length..] is [0] or [(byte)'.', 0] or [(byte)'.', (byte)'.', 0] ? throw Invalid(path) : WhiteoutKind.Remove;
    }

    /// <summary>What a whiteout hides, with its NUL.</summary>
    public static ReadOnlySpan<byte> HiddenName(EntryPath path) => path.Name.AsSpan(Prefix.Length);

    private static DaemonException Invalid(EntryPath path) =>
        DaemonException.Invalid($"invalid tar archive: {Encoding.UTF8.GetString(path.Full.AsSpan().TrimEnd((byte)0))} is no valid whiteout");
}
