using System.Buffers.Text;
using System.Collections.Concurrent;

namespace Aot.Daemon.Engine.Embedded;

/// <summary>
/// Seccomp filters that a runtime has compiled, by the profile and the runtime. crun compiles its profile at each start, which is half of what it does
/// then; it keeps the result in the container's state, and takes one that it is given by an annotation (crun(1), experimental). So a profile is
/// compiled once. Runtimes that keep none are remembered as well, and not looked at again.
/// </summary>
internal sealed class SeccompFilters
{
    /// <summary>The file in the state of crun's containers.</summary>
    public const string FileName = "seccomp.bpf";

    // A host has a handful of profiles: the default one by capabilities, and users' own.
    private const int Capacity = 64;

    // bpf(4): 4096 instructions of 8 bytes.
    private const int InstructionSize = 8;
    private const int LongestFilter = 4096 * InstructionSize;

    private readonly ConcurrentDictionary<SeccompKey, byte[]> _filters = new();

    /// <summary>The filter in base64 (UTF-8); empty when this runtime keeps none; null when that is not known yet.</summary>
    public byte[]? Find(SeccompKey key) => _filters.GetValueOrDefault(key);

    /// <summary>Takes the filter from the state of a container that has just been started.</summary>
    public void Learn(SeccompKey key, string containerStateFolder)
    {
        if (_filters.Count < Capacity)
        {
            _filters[key] = Read(Path.Combine(containerStateFolder, FileName));
        }
    }

    /// <summary>A start with this filter failed, maybe because of it.</summary>
    public void Forget(SeccompKey key) => _filters.TryRemove(key, out _);

    private static byte[] Read(string path)
    {
        try
        {
            byte[] program = File.ReadAllBytes(path);
            if (program.Length is 0 or > LongestFilter || program.Length % InstructionSize != 0)
            {
                return [];
            }

            byte[] text = new byte[Base64.GetMaxEncodedToUtf8Length(program.Length)];
            _ = Base64.EncodeToUtf8(program, text, out _, out int written);
            return text[..written];
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
