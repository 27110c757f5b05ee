using System.Text;

namespace Aot.Daemon.Engine.Oci;

/// <summary>Paths as text, without looking at a filesystem.</summary>
internal static class UnixPath
{
    /// <summary>An absolute path without `.`, `..`, empty parts or a slash at its end; `..` stops at the root.</summary>
    public static string Clean(string path)
    {
        var parts = new List<string>();
        foreach (string part in path.Split('/'))
        {
            if (part == "..")
            {
                if (parts.Count > 0)
                {
                    parts.RemoveAt(parts.Count - 1);
                }
            }
            else if (part.Length > 0 && part != ".")
            {
                parts.Add(part);
            }
        }

        var clean = new StringBuilder();
        foreach (string part in parts)
        {
            clean.Append('/').Append(part);
        }

        return clean.Length == 0 ? "/" : clean.ToString();
    }
}
