namespace Aot.Benchmarks.Storm;

/// <summary>
/// The runtime of a storm: a script whose first argument is the generation, which it notes beside the container's id before it becomes the
/// real runtime. What containers see of their limits is noted in the same folder.
/// </summary>
internal sealed class StormRuntime
{
    private readonly string _notes;

    public StormRuntime(string folder)
    {
        _notes = Directory.CreateDirectory(Path.Combine(folder, "notes")).FullName;
        Program = Path.Combine(folder, "storm-runtime");
        string real = File.Exists("/usr/bin/crun") ? "/usr/bin/crun" : "/usr/sbin/runc";
        File.WriteAllText(Program, $"""
            #!/bin/sh
            generation=$1
            shift
            for word do
                case $word in create | run) creates=yes ;; esac
                last=$word
            done
            [ "$creates" != yes ] || echo "$generation" >"{_notes}/$last.runtime"
            exec {real} "$@"

            """);
        File.SetUnixFileMode(Program, UnixFileMode.UserRead | UnixFileMode.UserExecute);
    }

    public string Program { get; }

    /// <summary>A create request of a container that notes its limits and ends.</summary>
    public string CreateRequest(string image) => $$"""
        {
            "Image": "{{image}}",
            "Cmd": ["/bin/busybox", "sh", "-c", "echo $(ulimit -n) $(ulimit -u) >/notes/$(/bin/busybox hostname).limits"],
            "HostConfig": {"NetworkMode": "none", "Binds": ["{{_notes}}:/notes"]}
        }
        """;

    /// <summary>The generation that all of a finished container was started with; null when there were two.</summary>
    public int? GenerationOf(string id) =>
        Generation.OfContainer(Read($"{id[..12]}.limits"), Read($"{id}.runtime").Trim());

    private string Read(string note) => File.ReadAllText(Path.Combine(_notes, note));
}
