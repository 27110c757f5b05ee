using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Aot.Daemon.Engine.Embedded;

/// <summary>A seccomp profile, by the SHA-256 of its JSON, as a runtime compiles it.</summary>
internal readonly record struct SeccompKey(string RuntimePath, UInt128 High, UInt128 Low)
{
    public static SeccompKey Of(string runtimePath, ReadOnlySpan<byte> profile)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        _ = SHA256.HashData(profile, hash);
        return new SeccompKey(runtimePath, BinaryPrimitives.ReadUInt128BigEndian(hash), BinaryPrimitives.ReadUInt128BigEndian(hash[16..]));
    }
}
