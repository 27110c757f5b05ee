using Aot.Daemon.Primitives;

namespace Aot.Daemon.Engine.Oci;

/// <summary>The -v option as the API carries it: `source:target[:mode]` or `target`.</summary>
internal static class BindMount
{
    public static PlannedMount Parse(string text)
    {
        string invalid = $"invalid volume specification: '{text}'";
        string[] parts = text.Split(':');
        if (parts[0].Length == 0 || parts.Length > 3 || (parts.Length == 2 && IsMode(parts[1])))
        {
            throw DaemonException.Invalid(invalid);
        }

        string source = parts.Length == 1 ? "" : parts[0];
        string target = parts.Length == 1 ? parts[0] : parts[1];
        string mode = parts.Length == 3 ? parts[2] : "";
        if (!IsMode(mode))
        {
            throw DaemonException.Invalid("invalid mode: " + mode);
        }

        bool isVolume = !source.StartsWith('/');
        string prefix = $"{invalid}: invalid mount config for type \"{(isVolume ? "volume" : "bind")}\": ";
        if (target.Length == 0)
        {
            throw DaemonException.Invalid(prefix + "field Target must not be empty");
        }

        MountRules.RequireTarget(target, prefix);
        if (isVolume)
        {
            throw DaemonException.NotImplemented(source.Length == 0
                ? $"volumes are not built yet: an anonymous volume at {target} cannot be made"
                : $"volumes are not built yet: \"{source}\" is a volume's name (a host directory is given by its absolute path)");
        }

        MountRules.RequireAbsolute(source, prefix);
        string? propagation = null;
        bool readOnly = false;
        foreach (string option in mode.Split(','))
        {
            if (option == "nocopy")
            {
                throw DaemonException.Invalid(prefix + "field VolumeOptions must not be specified");
            }

            readOnly |= option == "ro";
            propagation = MountRules.IsPropagation(option) ? option : propagation;
        }

        return new PlannedMount
        {
            Type = "bind",
            Source = UnixPath.Clean(source),
            Target = UnixPath.Clean(target),
            ReadOnly = readOnly,
            Mode = mode,
            Propagation = propagation ?? MountRules.DefaultPropagation,
            PropagationGiven = propagation is not null,
            CreateSource = true,
        };
    }

    /// <summary>A comma-separated list with at most one option of each kind: access, label, propagation, copying, consistency. SELinux
    /// labels and consistency have no effect here, as in a dockerd without SELinux on Linux.</summary>
    private static bool IsMode(string mode)
    {
        if (mode.Length == 0)
        {
            return true;
        }

        int access = 0, label = 0, propagation = 0, copy = 0, consistency = 0;
        foreach (string option in mode.Split(','))
        {
            switch (option)
            {
                case "ro" or "rw":
                    access++;
                    break;
                case "z" or "Z":
                    label++;
                    break;
                case "nocopy":
                    copy++;
                    break;
                case "consistent" or "cached" or "delegated":
                    consistency++;
                    break;
                default:
                    if (!MountRules.IsPropagation(option))
                    {
                        return false;
                    }

                    propagation++;
                    break;
            }
        }

        return access <= 1 && label <= 1 && propagation <= 1 && copy <= 1 && consistency <= 1;
    }
}
