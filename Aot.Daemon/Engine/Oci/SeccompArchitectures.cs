namespace Aot.Daemon.Engine.Oci;

/// <summary>The processor families that a rule of the default seccomp profile applies to.</summary>
[Flags]
internal enum SeccompArchitectures
{
    None = 0,
    X64 = 1,
    Arm64 = 2,
    All = X64 | Arm64,
}
