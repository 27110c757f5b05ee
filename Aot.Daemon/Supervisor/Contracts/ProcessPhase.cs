using System.Text.Json.Serialization;

namespace Aot.Daemon.Supervisor.Contracts;

/// <summary>Where a process is in its life.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ProcessPhase>))]
internal enum ProcessPhase
{
    Created,

    /// <summary>The runtime is at work.</summary>
    Starting,

    Running,

    /// <summary>It ended while no supervisor was there; a pidfd kept by a daemon may still tell how.</summary>
    Lost,

    Ended,
}
