namespace Aot.Daemon.Engine;

/// <summary>The runtime could not start a process. The message is the runtime's own, for the API's client.</summary>
internal sealed class RuntimeStartException(RuntimeStartFailure failure, string message) : Exception(message)
{
    public RuntimeStartFailure Failure { get; } = failure;

    /// <summary>The exit code that the container's or exec's record gets: 126, 127 or 128.</summary>
    public int ExitCode => Failure switch
    {
        RuntimeStartFailure.NotExecutable => 126,
        RuntimeStartFailure.CommandNotFound or RuntimeStartFailure.MountTypeMismatch => 127,
        _ => 128,
    };
}
