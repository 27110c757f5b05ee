namespace Aot.Daemon.Supervisor.Contracts;

/// <summary>Where things are under the exec-root; both processes know it.</summary>
internal static class SupervisorPaths
{
    public static string Socket(string execRoot) => Path.Combine(execRoot, "supervisor.sock");

    public static string Lock(string execRoot) => Path.Combine(execRoot, "supervisor.lock");

    /// <summary>What the supervisor has to say; its standard error.</summary>
    public static string Log(string execRoot) => Path.Combine(execRoot, "supervisor.log");

    public static string Tasks(string execRoot) => Path.Combine(execRoot, "tasks");

    public static string Task(string execRoot, string task) => Path.Combine(Tasks(execRoot), task);

    /// <summary>The OCI runtimes' --root.</summary>
    public static string RuntimeRoot(string execRoot) => Path.Combine(execRoot, "runtime");

    public static string Exec(string execRoot, string task, string exec) => Path.Combine(Task(execRoot, task), "execs", exec);

    /// <summary>The folder of a task (exec null) or of an exec.</summary>
    public static string Process(string execRoot, string task, string? exec) =>
        exec is null ? Task(execRoot, task) : Exec(execRoot, task, exec);

    /// <summary>The OCI spec of a task, in its folder.</summary>
    public static string Spec(string folder) => Path.Combine(folder, "config.json");

    /// <summary>The OCI process object of an exec, in its folder.</summary>
    public static string ProcessSpec(string folder) => Path.Combine(folder, "process.json");

    /// <summary>The `linux.resources` of an update, in the task's folder while it is carried out.</summary>
    public static string Resources(string folder) => Path.Combine(folder, "resources.json");

    public static string Stdin(string folder) => Path.Combine(folder, "stdin");

    public static string Stdout(string folder) => Path.Combine(folder, "stdout");

    public static string Stderr(string folder) => Path.Combine(folder, "stderr");

    /// <summary>Names of folders come from the daemon; still they are held to be plain names.</summary>
    public static bool IsPlainName(string? name) =>
        name is { Length: > 0 and <= 128 } && name[0] != '.' && !name.AsSpan().ContainsAnyExcept(PlainCharacters);

    private static readonly System.Buffers.SearchValues<char> PlainCharacters =
        System.Buffers.SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.");
}
