using Aot.Daemon.Tests.EndToEnd.Fixtures;

namespace Aot.Daemon.Tests.EndToEnd.Faults;

/// <summary>A script between the supervisor and a real runtime. It does what the real one does, until it is armed; then it misbehaves once.</summary>
internal static class FaultyRuntime
{
    // $1 of the file is the verb, $2 the misbehaviour, the rest are pids.
    private const string Script = """
        #!/bin/sh
        pidfile= ; previous= ; verb=
        for word; do
            [ "$previous" = --pid-file ] && pidfile=$word
            case $word in run|exec|delete) [ -z "$verb" ] && verb=$word ;; esac
            previous=$word
        done
        if [ -e FAULT ]; then
            read -r asked does victims <FAULT
            if [ "$asked" = "$verb" ]; then
                rm FAULT
                case $does in
                    KillBefore) kill -9 $victims; exec REAL "$@" ;;
                    KillAfter) REAL "$@"; code=$?; kill -9 $victims; exit $code ;;
                    FailBefore) exit 1 ;;
                    FailAfter) REAL "$@"; exit 1 ;;
                    NoPidFile) REAL "$@"; rm -f "$pidfile"; exit 0 ;;
                    BadPidFile) REAL "$@"; echo nonsense >"$pidfile"; exit 0 ;;
                    HangBefore) exec sleep 1000 ;;
                    HangAfter) REAL "$@"; exec sleep 1000 ;;
                esac
            fi
        fi
        exec REAL "$@"
        """;

    /// <summary>The real runtimes that have a script.</summary>
    private static readonly string[] Real = ["crun", "runc"];

    public static string NameFor(string real) => "faulty-" + real;

    /// <summary>Writes the scripts below the daemon's directory; gives the flags that make them known to it.</summary>
    public static IEnumerable<string> Install(DaemonUnderTest daemon)
    {
        foreach (string real in Real)
        {
            string path = Path.Combine(daemon.Root, NameFor(real));
            if (!File.Exists(path))
            {
                string script = Script.Replace("FAULT", FileOf(daemon), StringComparison.Ordinal).Replace("REAL", real, StringComparison.Ordinal);
                File.WriteAllText(path, script + "\n");
                File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            }

            yield return "--add-runtime";
            yield return $"{NameFor(real)}={path}";
        }
    }

    public static void Arm(DaemonUnderTest daemon, string verb, Misbehaviour does, int[] victims)
    {
        string written = FileOf(daemon) + ".new";
        File.WriteAllText(written, $"{verb} {does} {string.Join(' ', victims)}\n");
        File.Move(written, FileOf(daemon));
    }

    public static bool IsArmed(DaemonUnderTest daemon) => File.Exists(FileOf(daemon));

    private static string FileOf(DaemonUnderTest daemon) => Path.Combine(daemon.Root, "fault");
}
