namespace Aot.Daemon.Engine.Embedded;

/// <summary>The connection to the supervisor broke before the answer came. The request may be sent again to the next one.</summary>
internal sealed class SupervisorLostException(Exception? inner = null) : IOException("the connection to the supervisor broke", inner);
