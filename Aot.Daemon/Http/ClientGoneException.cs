namespace Aot.Daemon.Http;

/// <summary>A write met a connection whose client has closed it: nobody is left to tell, and nothing is wrong.</summary>
internal sealed class ClientGoneException() : IOException("the client closed the connection");
