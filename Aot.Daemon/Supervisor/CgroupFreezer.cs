namespace Aot.Daemon.Supervisor;

/// <summary>Cgroups standing still: freezer.state of version 1's hierarchy of that name, where the host has it, else cgroup.freeze of version 2
/// (Documentation/admin-guide of the kernel: cgroup-v1/freezer-subsystem, cgroup-v2).</summary>
internal sealed class CgroupFreezer
{
    private readonly string _hierarchy;
    private readonly string _file;
    private readonly string _thawed;

    /// <param name="root">Where the host has its cgroups; a test gives its own.</param>
    public CgroupFreezer(string root = "/sys/fs/cgroup")
    {
        string version1 = Path.Combine(root, "freezer");
        bool isVersion1 = Directory.Exists(version1);
        string unified = Path.Combine(root, "unified");
        _hierarchy = isVersion1 ? version1 : Directory.Exists(unified) ? unified : root;
        (_file, _thawed) = isVersion1 ? ("freezer.state", "THAWED") : ("cgroup.freeze", "0");
    }

    /// <summary>It is frozen, or about to be. False for a path that is unknown or not there.</summary>
    public bool IsFrozen(string? path)
    {
        if (path is null)
        {
            return false;
        }

        try
        {
            return File.ReadAllText(FileOf(_hierarchy + path)).Trim() is { Length: > 0 } state && state != _thawed;
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <summary>Lets everything in and below the cgroup go on: on version 1 not even SIGKILL reaches what is frozen.</summary>
    public void Thaw(string? path)
    {
        if (path is null || !Directory.Exists(_hierarchy + path))
        {
            return;
        }

        foreach (string folder in Directory.GetDirectories(_hierarchy + path, "*", SearchOption.AllDirectories).Prepend(_hierarchy + path))
        {
            try
            {
                File.WriteAllText(FileOf(folder), _thawed);
            }
            catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
            {
                // Removed meanwhile, or a hierarchy without a freezer.
            }
        }
    }

    private string FileOf(string folder) => Path.Combine(folder, _file);
}
