namespace Aot.Daemon.Primitives;

/// <summary>
/// An expected failure with the message that the API's client sees. errno values, runtime errors and the like are
/// translated into one where they arise; Api/ErrorMapping maps its kind to a status in one place.
/// </summary>
internal sealed class DaemonException : Exception
{
    public DaemonException(ErrorKind kind, string message, Exception? inner = null)
        : base(message, inner) => Kind = kind;

    public ErrorKind Kind { get; }

    public static DaemonException Invalid(string message, Exception? inner = null) => new(ErrorKind.Invalid, message, inner);

    public static DaemonException NotFound(string message) => new(ErrorKind.NotFound, message);

    public static DaemonException Conflict(string message) => new(ErrorKind.Conflict, message);

    public static DaemonException NotModified(string message) => new(ErrorKind.NotModified, message);

    public static DaemonException Forbidden(string message) => new(ErrorKind.Forbidden, message);

    public static DaemonException NotImplemented(string message) => new(ErrorKind.NotImplemented, message);

    public static DaemonException Unavailable(string message, Exception? inner = null) => new(ErrorKind.Unavailable, message, inner);

    public static DaemonException System(string message, Exception? inner = null) => new(ErrorKind.System, message, inner);
}
