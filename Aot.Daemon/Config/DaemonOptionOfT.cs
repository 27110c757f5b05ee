using System.Text.Json;

namespace Aot.Daemon.Config;

/// <summary>An option whose value is a <typeparamref name="T"/>.</summary>
internal sealed class DaemonOption<T>(OptionSyntax<T> syntax, Func<DaemonConfig, T> get, Func<DaemonConfig, T, DaemonConfig> set) : DaemonOption
{
    public override string Placeholder => syntax.Placeholder;

    public override bool IsSwitch => syntax.IsSwitch;

    public override bool IsRepeatable => syntax.IsRepeatable;

    public override DaemonConfig WithFlags(DaemonConfig config, IReadOnlyList<string> values)
    {
        T value = syntax.Empty;
        foreach (string text in values)
        {
            value = syntax.Add(value, text);
        }

        return set(config, syntax.Merge(get(config), value));
    }

    public override DaemonConfig WithFile(DaemonConfig config, JsonElement json) => set(config, syntax.Read(json));

    public override DaemonConfig Copy(DaemonConfig from, DaemonConfig to) => set(to, get(from));

    public override string? Value(DaemonConfig config) => get(config) is { } value ? OptionText.Of(syntax, value) : null;
}
