using Aot.Daemon.Interop;
using Aot.Daemon.Linux;

namespace Aot.Daemon.Engine.Oci;

/// <summary>A device node of the host and where a container sees it.</summary>
/// <param name="Path">In the container.</param>
/// <param name="Type">`c` or `b`.</param>
/// <param name="Mode">The permission bits.</param>
/// <param name="Access">What the container may do: of `rwm`.</param>
internal readonly record struct HostDevice(string Path, char Type, uint Major, uint Minor, uint Mode, uint Uid, uint Gid, string Access)
{
    /// <summary>Reads the node at a host's path, not following a link; null when it is no device.</summary>
    public static HostDevice? Read(string hostPath, string path, string access)
    {
        if (Statx.Call(Statx.AtFdCwd, hostPath, Statx.NoFollow, Statx.BasicStats, out Statx.Result stat) != 0)
        {
            return null;
        }

        return (ushort)(stat.Mode & FileKind.Mask) switch
        {
            FileKind.CharacterDevice => Of('c', stat),
            FileKind.BlockDevice => Of('b', stat),
            _ => null,
        };

        HostDevice Of(char type, in Statx.Result node) =>
            new(path, type, node.SpecialMajor, node.SpecialMinor, node.Mode & 0xfffu, node.Uid, node.Gid, access);
    }
}
