namespace Aot.Daemon.Containers;

/// <summary>How many containers do what, by dockerd's three words: one that waits for its restart has stopped.</summary>
internal readonly record struct ContainerTally(int Running, int Paused, int Stopped)
{
    public static ContainerTally Of(ContainerDirectory directory)
    {
        int running = 0, paused = 0, stopped = 0;
        foreach (ContainerEntry entry in directory.All())
        {
            switch (entry.State.Status)
            {
                case ContainerStatus.Running:
                    running++;
                    break;
                case ContainerStatus.Paused:
                    paused++;
                    break;
                default:
                    stopped++;
                    break;
            }
        }

        return new ContainerTally(running, paused, stopped);
    }
}
