using System.Text.Json;

namespace Aot.Daemon.Config;

/// <summary>
/// An option of dockerd's that aotd knows and does not have. Given, it is read and checked as dockerd would, kept to be told of, and answered with
/// a warning; or refused, where going on without it would be less safe than what was asked for.
/// </summary>
/// <param name="reason">Why there is no such thing; the end of the message.</param>
internal sealed class UnsupportedOption<T>(OptionSyntax<T> syntax, string reason) : DaemonOption
{
    /// <summary>Values, as JSON, that say what aotd does anyway: no warning for those.</summary>
    public string[] Harmless { get; init; } = [];

    /// <summary>True: it is an error.</summary>
    public bool IsRefused { get; init; }

    /// <summary>There is nothing that a restart would change.</summary>
    public override bool IsReloadable => true;

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

        return With(config, OptionText.Of(syntax, value));
    }

    public override DaemonConfig WithFile(DaemonConfig config, JsonElement json) => With(config, OptionText.Of(syntax, syntax.Read(json)));

    public override DaemonConfig Copy(DaemonConfig from, DaemonConfig to) => With(to, Value(from));

    public override string? Value(DaemonConfig config) => config.Unsupported.GetValueOrDefault(FullKey);

    public override string? Warning(DaemonConfig config) => IsRefused || IsHarmless(config) ? null : $"{FullKey} is not supported and has no effect: {reason}";

    public override string? Refusal(DaemonConfig config) => !IsRefused || IsHarmless(config) ? null : $"{FullKey} is not supported: {reason}";

    private bool IsHarmless(DaemonConfig config) => Value(config) is not { } value || Harmless.Contains(value);

    private DaemonConfig With(DaemonConfig config, string? json) => config with
    {
        Unsupported = json is null ? config.Unsupported.Remove(FullKey) : config.Unsupported.SetItem(FullKey, json),
    };
}
