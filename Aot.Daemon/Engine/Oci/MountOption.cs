using System.Globalization;
using Aot.Daemon.Containers.Contracts;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Engine.Oci;

/// <summary>The --mount option.</summary>
internal static class MountOption
{
    public static PlannedMount Parse(MountSpec mount)
    {
        string prefix = $"invalid mount config for type \"{mount.Type}\": ";
        if (mount.Type is not ("bind" or "tmpfs" or "volume" or "image" or "npipe" or "cluster"))
        {
            throw DaemonException.Invalid(prefix + "mount type unknown");
        }

        Require(mount.Target.Length > 0, prefix, "field Target must not be empty");
        MountRules.RequireTarget(mount.Target, prefix);
        return mount.Type switch
        {
            "bind" => Bind(mount, prefix),
            "tmpfs" => Tmpfs(mount, prefix),
            "volume" => throw DaemonException.NotImplemented("volumes are not built yet: --mount type=volume cannot be used"),
            "image" => throw DaemonException.NotImplemented("--mount type=image is not built yet"),
            _ => throw DaemonException.Invalid(prefix + "mount type unknown"),
        };
    }

    private static PlannedMount Bind(MountSpec mount, string prefix)
    {
        Require(mount.Source.Length > 0, prefix, "field Source must not be empty");
        string propagation = mount.BindOptions?.Propagation ?? "";
        Require(propagation.Length == 0 || MountRules.IsPropagation(propagation), prefix, "invalid propagation mode: " + propagation);
        Require(mount.VolumeOptions is null, prefix, "field VolumeOptions must not be specified");
        Require(mount.TmpfsOptions is null, prefix, "field TmpfsOptions must not be specified");
        MountRules.RequireAbsolute(mount.Source, prefix);
        bool create = mount.BindOptions?.CreateMountpoint ?? false;
        if (mount.BindOptions is { ReadOnlyForceRecursive: true })
        {
            throw DaemonException.NotImplemented("bind-recursive=readonly is not built yet");
        }

        return new PlannedMount
        {
            Type = "bind",
            Source = UnixPath.Clean(mount.Source),
            Target = UnixPath.Clean(mount.Target),
            ReadOnly = mount.ReadOnly,
            Propagation = propagation.Length == 0 ? MountRules.DefaultPropagation : propagation,
            PropagationGiven = propagation.Length > 0,
            NonRecursive = mount.BindOptions?.NonRecursive ?? false,
            CreateSource = create,
        };
    }

    private static PlannedMount Tmpfs(MountSpec mount, string prefix)
    {
        Require(mount.BindOptions is null, prefix, "field BindOptions must not be specified");
        Require(mount.VolumeOptions is null, prefix, "field VolumeOptions must not be specified");
        Require(mount.Source.Length == 0, prefix, "field Source must not be specified");
        var options = new List<string>();
        if (mount.ReadOnly)
        {
            options.Add("ro");
        }

        if (mount.TmpfsOptions is TmpfsOptions tmpfs)
        {
            Require(tmpfs.SizeBytes >= 0, prefix, "invalid tmpfs size");
            if (tmpfs.Mode != 0)
            {
                options.Add("mode=" + Convert.ToString(tmpfs.Mode, 8));
            }

            if (tmpfs.SizeBytes != 0)
            {
                options.Add("size=" + tmpfs.SizeBytes.ToString(CultureInfo.InvariantCulture));
            }

            foreach (string[] option in tmpfs.Options ?? [])
            {
                Require(option.Length is 1 or 2, prefix, "invalid option array length");
                Require(option[0] is "exec" or "noexec", prefix, "invalid option: " + option[0]);
                options.Add(option[0]);
            }
        }

        return new PlannedMount
        {
            Type = "tmpfs",
            Target = UnixPath.Clean(mount.Target),
            ReadOnly = mount.ReadOnly,
            TmpfsOptions = [.. options],
        };
    }

    private static void Require(bool condition, string prefix, string error)
    {
        if (!condition)
        {
            throw DaemonException.Invalid(prefix + error);
        }
    }
}
