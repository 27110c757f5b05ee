using System.Text.Json.Serialization;

namespace Aot.Daemon.Supervisor.Contracts;

/// <summary>Why a runtime could not start a process (Engine/RuntimeStartFailure on the wire).</summary>
[JsonConverter(typeof(JsonStringEnumConverter<StartFailureKind>))]
internal enum StartFailureKind
{
    NotExecutable,
    CommandNotFound,
    MountTypeMismatch,
    Other,
}
