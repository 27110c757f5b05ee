namespace Aot.Daemon.Engine;

/// <summary>The kernel has killed a process of a task for want of memory; the task may live on.</summary>
/// <param name="MayBeKnown">It was found, not watched: an earlier daemon may have told it.</param>
internal sealed record TaskOom(string ContainerId, bool MayBeKnown);
