namespace Aot.Daemon.Primitives;

/// <summary>What kind of expected failure an operation met. Api/ErrorMapping turns each into an HTTP status.</summary>
internal enum ErrorKind
{
    /// <summary>The caller's input is wrong (400).</summary>
    Invalid,

    /// <summary>The named object does not exist (404).</summary>
    NotFound,

    /// <summary>The object's present state, or another object, forbids the operation (409).</summary>
    Conflict,

    /// <summary>The object already is as asked for (304, no body).</summary>
    NotModified,

    /// <summary>The operation is not allowed (403).</summary>
    Forbidden,

    /// <summary>The operation is known but not built (501).</summary>
    NotImplemented,

    /// <summary>A resource is out of reach for now (503).</summary>
    Unavailable,

    /// <summary>The daemon, the runtime or the host failed (500).</summary>
    System,
}
