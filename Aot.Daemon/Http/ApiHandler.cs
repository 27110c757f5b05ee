namespace Aot.Daemon.Http;

/// <summary>A route's handler: parse, call the service, map. Expected failures are thrown as DaemonException.</summary>
internal delegate Task ApiHandler(ApiContext context);
