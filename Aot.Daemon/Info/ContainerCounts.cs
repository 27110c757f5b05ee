namespace Aot.Daemon.Info;

/// <summary>How many containers are in which state; the stopped are all that neither run nor are paused.</summary>
internal readonly record struct ContainerCounts(int Running, int Paused, int Stopped);
