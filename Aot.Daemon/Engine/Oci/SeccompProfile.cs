using System.Text.Json;
using Aot.Daemon.Linux;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Engine.Oci;

/// <summary>A user's seccomp profile: docker's own JSON (the CLI sends the file's content), turned into the runtime spec's.</summary>
internal static class SeccompProfile
{
    public static void Write(Utf8JsonWriter json, string profile, ulong capabilities, HostFacts facts) => throw DaemonException.NotImplemented("custom seccomp profiles");
}
