using Aot.Daemon.Primitives;
using Aot.Daemon.Supervisor.Contracts;

namespace Aot.Daemon.Supervisor;

/// <summary>
/// Turns what a runtime says into a start's failure. The rules are dockerd's (it searches the message for Go's words of errno
/// values), and the docker CLI's: it finds its own exit code, 126 or 127, by the same words in the message.
/// </summary>
internal static class StartFailures
{
    private const string MountHint = ": Are you trying to mount a directory onto a file (or vice-versa)? "
        + "Check if the specified host path exists and is the expected type";

    /// <summary>crun speaks strerror(3), which begins with a capital; the CLI looks for Go's words, which do not.</summary>
    private static readonly string[] ErrnoWords =
        ["No such file or directory", "Permission denied", "Is a directory", "Not a directory", "Operation not permitted", "Exec format error"];

    /// <summary>The failure of a task's start (exec false) or of an exec's.</summary>
    public static SupervisorFailure Of(RuntimeResult result, bool exec)
    {
        if (!result.IsOwnWords)
        {
            return Failure(StartFailureKind.Other, Frame(result.Message, exec));
        }

        string words = InGoWords(result.Message);
        StartFailureKind kind = Classify(words);
        string message = Frame(words, exec);
        return Failure(kind, kind == StartFailureKind.MountTypeMismatch ? message + MountHint : message);
    }

    private static string InGoWords(string message)
    {
        // crun opens the executable before it runs it, and a directory is refused to it with EPERM.
        if (message == "open executable: Operation not permitted")
        {
            return "open executable: permission denied";
        }

        message = QuoteAsGo(message);
        foreach (string words in ErrnoWords)
        {
            message = message.Replace(words, char.ToLowerInvariant(words[0]) + words[1..], StringComparison.Ordinal);
        }

        return message;
    }

    /// <summary>crun's "executable file `x` not found in $PATH" as runc has it, which people search for.</summary>
    private static string QuoteAsGo(string message)
    {
        const string begin = "executable file `";
        const string end = "` not found in $PATH";
        int at = message.IndexOf(begin, StringComparison.Ordinal);
        int until = message.IndexOf(end, StringComparison.Ordinal);
        return at < 0 || until < at
            ? message
            : $"{message[..at]}exec: \"{message[(at + begin.Length)..until]}\": executable file not found in $PATH{message[(until + end.Length)..]}";
    }

    private static StartFailureKind Classify(string words)
    {
        if (Has(words, "permission denied") || Has(words, "is a directory"))
        {
            return StartFailureKind.NotExecutable;
        }

        if (Has(words, "not a directory"))
        {
            return StartFailureKind.MountTypeMismatch;
        }

        return Has(words, "executable file") || Has(words, "no such file or directory")
            ? StartFailureKind.CommandNotFound
            : StartFailureKind.Other;
    }

    private static bool Has(string words, string part) => words.Contains(part, StringComparison.Ordinal);

    private static string Frame(string words, bool exec) => exec
        ? $"OCI runtime exec failed: {words}: unknown"
        : $"failed to create task for container: failed to create shim task: OCI runtime create failed: {words}: unknown";

    private static SupervisorFailure Failure(StartFailureKind kind, string message) => new()
    {
        Kind = kind == StartFailureKind.Other ? ErrorKind.System : ErrorKind.Invalid,
        Message = message,
        StartFailure = kind,
    };
}
