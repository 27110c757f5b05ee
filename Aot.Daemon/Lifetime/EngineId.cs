using System.Text;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Lifetime;

/// <summary>The id of a data-root, made once: &lt;data-root&gt;/engine-id.</summary>
internal static class EngineId
{
    private const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>The id, a UUID; one that is missing or damaged is made anew.</summary>
    public static string LoadOrCreate(string dataRoot)
    {
        string path = Path.Combine(dataRoot, "engine-id");
        if (File.Exists(path) && Guid.TryParse(File.ReadAllText(path).Trim(), out Guid known))
        {
            return known.ToString();
        }

        string id = Guid.NewGuid().ToString();
        AtomicFile.Write(path, Encoding.ASCII.GetBytes(id + "\n"), Mode, durable: true);
        return id;
    }
}
