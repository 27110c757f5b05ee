namespace Aot.Daemon.Networks.Dns;

/// <summary>The name servers of sandboxes. An interface, so that tests need no namespaces.</summary>
internal interface INameServers
{
    /// <summary>Answers in a sandbox from now on, or goes by what has changed about it.</summary>
    Task OpenAsync(DnsSandbox sandbox);

    /// <summary>As the other, for a container that outlived an earlier daemon.</summary>
    Task ReopenAsync(DnsSandbox sandbox);

    /// <summary>Has the sockets held over the end of this daemon, once the container's task is there.</summary>
    Task HoldAsync(string containerId);

    /// <summary>Ends it where the sandbox ends too.</summary>
    Task CloseAsync(string containerId);

    /// <summary>Ends it where the sandbox goes on.</summary>
    Task LeaveAsync(string containerId);
}
