using Aot.Daemon.Containers.Contracts;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Engine.Oci;

/// <summary>The --security-opt options, read.</summary>
/// <param name="NoNewPrivileges">prctl(2) PR_SET_NO_NEW_PRIVS.</param>
/// <param name="Seccomp">null for the default profile, `unconfined`, or a profile's JSON.</param>
internal readonly record struct SecurityOptions(bool NoNewPrivileges, string? Seccomp)
{
    public const string Unconfined = "unconfined";

    /// <summary>Invalid, in dockerd's words, when one is wrong; NotImplemented for an AppArmor profile.</summary>
    public static SecurityOptions Of(HostConfig hostConfig)
    {
        bool noNewPrivileges = false;
        string? seccomp = null;
        foreach (string option in hostConfig.SecurityOpt ?? [])
        {
            if (option == "no-new-privileges")
            {
                noNewPrivileges = true;
                continue;
            }

            // `disable` is what label=disable was in old clients. Labels have no effect without SELinux.
            if (option == "disable")
            {
                continue;
            }

            int separator = option.IndexOf('=', StringComparison.Ordinal);
            separator = separator < 0 ? option.IndexOf(':', StringComparison.Ordinal) : separator;
            if (separator < 0)
            {
                throw DaemonException.Invalid($"invalid --security-opt 1: \"{option}\"");
            }

            string value = option[(separator + 1)..];
            switch (option[..separator])
            {
                case "label":
                    break;
                case "apparmor":
                    if (value is not (Unconfined or ""))
                    {
                        throw DaemonException.NotImplemented($"AppArmor profiles are not built: apparmor={value} cannot be used, apparmor=unconfined can");
                    }

                    break;
                case "seccomp":
                    seccomp = value is "builtin" or "" ? null : value;
                    break;
                case "no-new-privileges":
                    noNewPrivileges = ParseBool(value) ?? throw DaemonException.Invalid($"invalid --security-opt 2: \"{option}\"");
                    break;
                default:
                    throw DaemonException.Invalid($"invalid --security-opt 2: \"{option}\"");
            }
        }

        return new SecurityOptions(noNewPrivileges, seccomp);
    }

    /// <summary>The spellings of Go's strconv.ParseBool.</summary>
    private static bool? ParseBool(string text) => text switch
    {
        "1" or "t" or "T" or "TRUE" or "true" or "True" => true,
        "0" or "f" or "F" or "FALSE" or "false" or "False" => false,
        _ => null,
    };
}
