using Microsoft.Win32.SafeHandles;

namespace Aot.Daemon.Supervisor;

/// <summary>The three standard streams of a runtime, which a container started by it inherits.</summary>
internal sealed record RuntimeStdio(SafeFileHandle Input, SafeFileHandle Output, SafeFileHandle ErrorOutput);
