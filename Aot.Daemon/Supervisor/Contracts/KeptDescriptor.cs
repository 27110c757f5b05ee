using System.Text.Json.Serialization;

namespace Aot.Daemon.Supervisor.Contracts;

/// <summary>What a daemon keeps of a process for the next supervisor by descriptor (the rest it keeps open by path).</summary>
[JsonConverter(typeof(JsonStringEnumConverter<KeptDescriptor>))]
internal enum KeptDescriptor
{
    /// <summary>The master side of the pseudo-terminal.</summary>
    Terminal,

    /// <summary>The pidfd, from which the exit code of a process that has been reaped can still be read.</summary>
    Pidfd,
}
