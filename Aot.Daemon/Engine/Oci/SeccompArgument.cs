namespace Aot.Daemon.Engine.Oci;

/// <summary>A condition on a system call's argument.</summary>
/// <param name="Index">0 for the first.</param>
/// <param name="Operator">The OCI runtime spec's name, e.g. SCMP_CMP_EQ.</param>
internal readonly record struct SeccompArgument(int Index, string Operator, ulong Value);
