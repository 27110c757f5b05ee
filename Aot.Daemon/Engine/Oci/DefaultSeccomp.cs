using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Text.Json;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Engine.Oci;

/// <summary>The default seccomp profile as the JSON of the runtime spec's `linux.seccomp`. It depends on the capabilities alone, so
/// it is rendered once for each set of them and copied from then on.</summary>
internal sealed class DefaultSeccomp(Architecture architecture)
{
    // Few sets are in use on one host; past this many the rest are rendered each time rather than kept.
    private const int Kept = 64;

    private static readonly ulong Conditions = AllConditions();

    private readonly ConcurrentDictionary<ulong, byte[]> _rendered = new();

    /// <summary>The profile for a container with these capabilities.</summary>
    public ReadOnlySpan<byte> For(ulong capabilities)
    {
        ulong key = capabilities & Conditions;
        if (_rendered.TryGetValue(key, out byte[]? json))
        {
            return json;
        }

        json = Render(key);
        if (_rendered.Count < Kept)
        {
            _rendered[key] = json;
        }

        return json;
    }

    private static ulong AllConditions()
    {
        ulong all = 0;
        foreach (SeccompRule rule in DefaultSeccompRules.All)
        {
            all |= rule.Needs | rule.Without;
        }

        return all;
    }

    private byte[] Render(ulong capabilities)
    {
        SeccompArchitectures here = architecture == Architecture.Arm64 ? SeccompArchitectures.Arm64 : SeccompArchitectures.X64;
        using var buffer = new PooledBuffer();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("defaultAction"u8, "SCMP_ACT_ERRNO"u8);
            json.WriteStartArray("architectures"u8);
            foreach (string name in Architectures(architecture))
            {
                json.WriteStringValue(name);
            }

            json.WriteEndArray();
            json.WriteStartArray("syscalls"u8);

            // All that is simply allowed is one rule: the fewer rules, the less a runtime compiles.
            json.WriteStartObject();
            json.WriteStartArray("names"u8);
            foreach (SeccompRule rule in DefaultSeccompRules.All)
            {
                if (Applies(rule, capabilities, here) && rule.Errno == 0 && rule.Argument is null)
                {
                    WriteNames(json, rule);
                }
            }

            json.WriteEndArray();
            json.WriteString("action"u8, "SCMP_ACT_ALLOW"u8);
            json.WriteEndObject();
            foreach (SeccompRule rule in DefaultSeccompRules.All)
            {
                if (Applies(rule, capabilities, here) && (rule.Errno != 0 || rule.Argument is not null))
                {
                    WriteRule(json, rule);
                }
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static bool Applies(SeccompRule rule, ulong capabilities, SeccompArchitectures here) =>
        (rule.Architectures & here) != 0 && (rule.Needs & capabilities) == rule.Needs && (rule.Without & capabilities) == 0;

    private static void WriteRule(Utf8JsonWriter json, SeccompRule rule)
    {
        json.WriteStartObject();
        json.WriteStartArray("names"u8);
        WriteNames(json, rule);
        json.WriteEndArray();
        json.WriteString("action"u8, rule.Errno == 0 ? "SCMP_ACT_ALLOW"u8 : "SCMP_ACT_ERRNO"u8);
        if (rule.Errno != 0)
        {
            json.WriteNumber("errnoRet"u8, rule.Errno);
        }

        if (rule.Argument is SeccompArgument argument)
        {
            json.WriteStartArray("args"u8);
            json.WriteStartObject();
            json.WriteNumber("index"u8, argument.Index);
            json.WriteNumber("value"u8, argument.Value);
            json.WriteString("op"u8, argument.Operator);
            json.WriteEndObject();
            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private static void WriteNames(Utf8JsonWriter json, SeccompRule rule)
    {
        foreach (string name in rule.SystemCalls.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries))
        {
            json.WriteStringValue(name);
        }
    }

    /// <summary>The architecture and those that its kernels also run, by libseccomp's names.</summary>
    internal static string[] Architectures(Architecture architecture) =>
        architecture == Architecture.Arm64
            ? ["SCMP_ARCH_AARCH64", "SCMP_ARCH_ARM"]
            : ["SCMP_ARCH_X86_64", "SCMP_ARCH_X86", "SCMP_ARCH_X32"];
}
