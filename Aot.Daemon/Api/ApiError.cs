namespace Aot.Daemon.Api;

/// <summary>How a failure is told to the client.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Message">The text of the body.</param>
/// <param name="IsUnexpected">True for what no code announced: it is logged with its trace.</param>
internal readonly record struct ApiError(int Status, string Message, bool IsUnexpected = false);
