namespace Aot.Daemon.Containers;

/// <summary>Finding containers, for the features that act on one (exec, attach, logs).</summary>
internal interface IContainerDirectory
{
    /// <summary>The container of a full id, a name (with or without a leading slash), or a prefix of an id. Fails as NotFound
    /// `No such container: x`, or as Invalid when several ids begin with the prefix.</summary>
    ContainerEntry Find(string reference);
}
