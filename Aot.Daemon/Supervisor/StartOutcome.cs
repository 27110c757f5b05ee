using Microsoft.Win32.SafeHandles;

namespace Aot.Daemon.Supervisor;

/// <summary>What came of a runtime that was to start a process.</summary>
/// <param name="Pid">The process's; null when it was not started.</param>
/// <param name="Terminal">The master side of its terminal, for the taker to dispose of; null when it has none or was not started.</param>
/// <param name="Result">Why not, where it was not started.</param>
internal sealed record StartOutcome(int? Pid, SafeFileHandle? Terminal, RuntimeResult Result);
