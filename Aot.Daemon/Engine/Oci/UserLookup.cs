using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Aot.Daemon.Interop;
using Aot.Daemon.Linux;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Engine.Oci;

/// <summary>
/// Who a process runs as: `user`, `uid`, `user:group` and their mixtures, looked up in the root filesystem's own /etc/passwd and
/// /etc/group with dockerd's rules. Malformed lines are skipped (dockerd reads a malformed number as 0, which is root).
/// </summary>
internal static class UserLookup
{
    private const uint MaxId = int.MaxValue;
    private const int FileLimit = 4 * 1024 * 1024;

    /// <summary>Looks up <paramref name="user"/> (empty is root) and <paramref name="groupAdd"/>. <paramref name="groups"/> receives the
    /// supplementary groups, the main one first. Invalid when something is not found.</summary>
    /// <returns>False for a number that has no entry in passwd, and so no home.</returns>
    public static bool Find(string rootfs, string user, string[]? groupAdd, List<uint> groups, out uint uid, out uint gid)
    {
        using ScopedDescriptor root = ScopedDescriptor.Open(rootfs, Open.PathOnly | Open.Directory);
        if (root.IsInvalid)
        {
            throw DaemonException.System($"open {rootfs}", Errno.Exception("open"));
        }

        byte[]? passwd = null;
        byte[]? group = null;
        try
        {
            passwd = RootedFile.Read(root, "etc/passwd\0"u8, FileLimit, out int passwdLength);
            group = RootedFile.Read(root, "etc/group\0"u8, FileLimit, out int groupLength);
            return Find(passwd.AsSpan(0, passwdLength), group.AsSpan(0, groupLength), user, groupAdd, groups, out uid, out gid);
        }
        catch (IOException exception)
        {
            throw DaemonException.Invalid($"unable to find user {user}: {exception.Message}", exception);
        }
        finally
        {
            Return(passwd);
            Return(group);
        }
    }

    /// <summary>The same on the files' contents.</summary>
    internal static bool Find(
        ReadOnlySpan<byte> passwd,
        ReadOnlySpan<byte> group,
        string user,
        string[]? groupAdd,
        List<uint> groups,
        out uint uid,
        out uint gid)
    {
        int colon = user.IndexOf(':', StringComparison.Ordinal);
        ReadOnlySpan<char> userPart = colon < 0 ? user : user.AsSpan(0, colon);
        ReadOnlySpan<char> groupPart = colon < 0 ? default : user.AsSpan(colon + 1);
        ReadOnlySpan<byte> name = FindUser(passwd, userPart, out uid, out gid);
        groups.Clear();
        groups.Add(0);
        if (!groupPart.IsEmpty)
        {
            gid = FindGroup(group, groupPart, "unable to find group ");
        }
        else if (!name.IsEmpty)
        {
            AddMemberships(group, name, groups);
        }

        groups[0] = gid;
        foreach (string added in groupAdd ?? [])
        {
            uint addedGid = FindGroup(group, added, "Unable to find group ");
            if (!groups.Contains(addedGid))
            {
                groups.Add(addedGid);
            }
        }

        return !name.IsEmpty;
    }

    /// <summary>The name of the matching entry; empty when none matches and the user is a number.</summary>
    private static ReadOnlySpan<byte> FindUser(ReadOnlySpan<byte> passwd, ReadOnlySpan<char> wanted, out uint uid, out uint gid)
    {
        bool isNumber = TryId(wanted, out uint wantedId) || wanted.IsEmpty;
        Span<byte> utf8 = stackalloc byte[512];
        ReadOnlySpan<byte> wantedName = ToUtf8(wanted, utf8);
        for (int at = 0; at < passwd.Length;)
        {
            ReadOnlySpan<byte> line = Next(passwd, (byte)'\n', ref at);
            // passwd(5): name:password:uid:gid:comment:home:shell
            int field = Begin(line);
            ReadOnlySpan<byte> name = Next(line, (byte)':', ref field);
            Next(line, (byte)':', ref field);
            if (TryId(Next(line, (byte)':', ref field), out uint lineUid) && TryId(Next(line, (byte)':', ref field), out uint lineGid)
                && (isNumber ? lineUid == wantedId : name.SequenceEqual(wantedName)))
            {
                uid = lineUid;
                gid = lineGid;
                return name;
            }
        }

        if (!isNumber)
        {
            throw IsOutOfRange(wanted)
                ? RangeError()
                : DaemonException.Invalid($"unable to find user {wanted}: no matching entries in passwd file");
        }

        uid = wantedId;
        gid = 0;
        return default;
    }

    private static uint FindGroup(ReadOnlySpan<byte> group, ReadOnlySpan<char> wanted, string error)
    {
        bool isNumber = TryId(wanted, out uint wantedId);
        Span<byte> utf8 = stackalloc byte[512];
        ReadOnlySpan<byte> wantedName = ToUtf8(wanted, utf8);
        for (int at = 0; at < group.Length;)
        {
            ReadOnlySpan<byte> line = Next(group, (byte)'\n', ref at);
            // group(5): name:password:gid:user,user
            int field = Begin(line);
            ReadOnlySpan<byte> name = Next(line, (byte)':', ref field);
            Next(line, (byte)':', ref field);
            if (TryId(Next(line, (byte)':', ref field), out uint lineGid) && (isNumber ? lineGid == wantedId : name.SequenceEqual(wantedName)))
            {
                return lineGid;
            }
        }

        return isNumber ? wantedId
            : IsOutOfRange(wanted) ? throw RangeError()
            : throw DaemonException.Invalid($"{error}{wanted}: no matching entries in group file");
    }

    private static void AddMemberships(ReadOnlySpan<byte> group, ReadOnlySpan<byte> user, List<uint> groups)
    {
        for (int at = 0; at < group.Length;)
        {
            ReadOnlySpan<byte> line = Next(group, (byte)'\n', ref at);
            int field = Begin(line);
            Next(line, (byte)':', ref field);
            Next(line, (byte)':', ref field);
            if (!TryId(Next(line, (byte)':', ref field), out uint gid))
            {
                continue;
            }

            ReadOnlySpan<byte> members = Next(line, (byte)':', ref field);
            for (int next = 0; next < members.Length;)
            {
                if (Next(members, (byte)',', ref next).SequenceEqual(user))
                {
                    groups.Add(gid);
                    break;
                }
            }
        }
    }

    /// <summary>The part of a text from a position to the next separator, which the position then passes.</summary>
    private static ReadOnlySpan<byte> Next(ReadOnlySpan<byte> text, byte separator, scoped ref int at)
    {
        ReadOnlySpan<byte> rest = text[Math.Min(at, text.Length)..];
        int length = rest.IndexOf(separator);
        length = length < 0 ? rest.Length : length;
        at += length + 1;
        return rest[..length].Trim(" \t\r"u8);
    }

    /// <summary>Where the fields of a line begin; past its end for a comment.</summary>
    private static int Begin(ReadOnlySpan<byte> line) => line is [(byte)'#', ..] ? line.Length : 0;

    private static bool TryId(ReadOnlySpan<byte> text, out uint id) =>
        Utf8Parser.TryParse(text, out id, out int used) && used == text.Length && id <= MaxId;

    private static bool TryId(ReadOnlySpan<char> text, out uint id) =>
        uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out id) && id <= MaxId;

    /// <summary>A whole number that is no id: negative or too large.</summary>
    private static bool IsOutOfRange(ReadOnlySpan<char> text) =>
        Int128.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _);

    private static DaemonException RangeError() => DaemonException.Invalid($"uids and gids must be in range 0-{MaxId}");

    private static ReadOnlySpan<byte> ToUtf8(ReadOnlySpan<char> text, Span<byte> buffer) =>
        Encoding.UTF8.TryGetBytes(text, buffer, out int length) ? buffer[..length] : throw DaemonException.Invalid("the user or group name is too long");

    private static void Return(byte[]? bytes)
    {
        if (bytes is not null)
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }
}
