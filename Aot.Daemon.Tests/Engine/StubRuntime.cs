using Aot.Daemon.Engine;
using Aot.Daemon.Linux;

namespace Aot.Daemon.Tests.Engine;

/// <summary>A script in a runtime's place. It is that runtime, but for the verbs that it was told to get wrong.</summary>
internal sealed class StubRuntime
{
    private readonly string _path;

    /// <param name="folder">Where it lies.</param>
    public StubRuntime(string folder, RuntimeSelection runtime)
    {
        _path = Path.Combine(folder, "stub");
        File.WriteAllText(
            _path,
            $$"""
            #!/bin/sh
            verb=$7
            case "$(cat "$0.$verb" 2>/dev/null)" in
            hang) echo $$ >"$0.pid"; sleep 1000 & echo $! >>"$0.pid"; wait ;;
            late) {{runtime.Path}} "$@"; echo $$ >"$0.pid"; sleep 1000 & echo $! >>"$0.pid"; wait ;;
            fail) exit 3 ;;
            lie) exit 0 ;;
            esac
            exec {{runtime.Path}} "$@"

            """);
        File.SetUnixFileMode(_path, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        Selection = new RuntimeSelection("stub", _path);
    }

    public RuntimeSelection Selection { get; }

    /// <summary>It has written its pids: it hangs.</summary>
    public bool Hangs => Pids().Length == 2;

    /// <summary>Neither it nor its child is left.</summary>
    public bool IsGone => Pids().All(pid => ProcStat.StartTime(pid) is null || ProcStat.IsZombie(pid));

    /// <summary>From now on.</summary>
    /// <param name="fault">hang: before the work; late: after it; fail: ends with 3; lie: ends with 0 and does nothing.</param>
    public void Break(string verb, string fault) => File.WriteAllText($"{_path}.{verb}", fault);

    public void Mend(string verb) => File.Delete($"{_path}.{verb}");

    private int[] Pids()
    {
        string file = _path + ".pid";
        return File.Exists(file) ? [.. File.ReadAllLines(file).Select(int.Parse)] : [];
    }
}
