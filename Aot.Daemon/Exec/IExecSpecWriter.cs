using System.Buffers;
using Aot.Daemon.Containers;
using Aot.Daemon.Containers.Attach;

namespace Aot.Daemon.Exec;

/// <summary>Writes the `process` object of the OCI runtime spec for an exec. An interface, so that execs do not depend on how specs are built.</summary>
internal interface IExecSpecWriter
{
    /// <summary>Writes it as UTF-8 JSON. Invalid when the user is not in the container.</summary>
    /// <param name="size">The terminal's size at start.</param>
    void Write(ContainerEntry container, ExecConfig exec, TerminalSize? size, IBufferWriter<byte> output);
}
