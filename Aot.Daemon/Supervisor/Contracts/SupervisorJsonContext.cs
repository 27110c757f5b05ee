using System.Text.Json.Serialization;

namespace Aot.Daemon.Supervisor.Contracts;

/// <summary>The messages and records of the supervisor. Members that have their default are left out.</summary>
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(SupervisorRequest))]
[JsonSerializable(typeof(SupervisorReply))]
[JsonSerializable(typeof(ProcessRecord))]
[JsonSerializable(typeof(ExitRecord))]
internal sealed partial class SupervisorJsonContext : JsonSerializerContext;
