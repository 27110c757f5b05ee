using Aot.Daemon.Containers.Contracts;

namespace Aot.Daemon.Containers;

/// <summary>What a starting daemon makes of a container: pure. What runs is the truth; a record alone is believed only where it says that nothing does.</summary>
internal static class RestoreDecision
{
    /// <param name="inDoubt">The journal was damaged: the last that it says of a container may not be the last that was written.</param>
    public static RestoreAction Of(ContainerState recorded, FoundTask found, bool inDoubt = false)
    {
        if ((recorded.IsRunning || recorded.Starting || inDoubt) && found is (FoundTask.Running or FoundTask.Ended))
        {
            return RestoreAction.Adopt;
        }

        // A task that was made and not started is no run: one that the record calls running has lost its own with the host.
        return recorded.IsRunning ? RestoreAction.RecordLoss
            : recorded.Starting ? RestoreAction.RecordCutStart
            : RestoreAction.Keep;
    }

    /// <param name="state">After the action; of a container that was not adopted.</param>
    public static RestoreFollowUp Then(ContainerState state, bool autoRemove, RestartPolicy? policy) =>
        RestartDecision.AtDaemonStart(policy, state) ? RestoreFollowUp.Start
        : autoRemove ? RestoreFollowUp.Remove
        : RestoreFollowUp.None;
}
