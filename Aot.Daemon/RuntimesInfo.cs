using System.Text.Json;
using Aot.Daemon.Info;
using Aot.Daemon.Info.Contracts;
using Aot.Daemon.Runtimes;

namespace Aot.Daemon;

/// <summary>What /info and /version tell of the runtimes of one snapshot. Binaries are asked here, and each once, never by a start or a reload.</summary>
internal sealed class RuntimesInfo(RuntimeVersions versions, RuntimeFeatures features)
{
    private const string FeaturesKey = "org.opencontainers.runtime-spec.features";

    /// <param name="withStatus">With what the binaries say of themselves.</param>
    public async ValueTask<SortedDictionary<string, RuntimeInfo>> DescribeAsync(
        RuntimeCatalog runtimes, bool withStatus, CancellationToken cancellationToken)
    {
        // All at once: the first to ask may have to wait.
        RuntimeDescriptor[] all = [.. runtimes.All];
        Task<string?>[] answers = [.. all.Select(runtime => withStatus ? AskAsync(runtime, cancellationToken) : Task.FromResult<string?>(null))];
        await Task.WhenAll(answers);

        var described = new SortedDictionary<string, RuntimeInfo>(StringComparer.Ordinal);
        for (int i = 0; i < all.Length; i++)
        {
            RuntimeConfig config = all[i].Config;
            string? answer = await answers[i];
            described[all[i].Name] = new RuntimeInfo
            {
                Path = config.Path.Length > 0 ? config.Path : null,
                RuntimeArgs = config.Arguments.IsEmpty ? null : [.. config.Arguments],
                RuntimeType = config.RuntimeType.Length > 0 ? config.RuntimeType : null,
                Options = Parse(config.Options),
                Status = answer is null ? null : new(StringComparer.Ordinal) { [FeaturesKey] = answer },
            };
        }

        return described;
    }

    /// <summary>The version of the default runtime; null when it is not there, or gives none.</summary>
    public async ValueTask<RuntimeVersionInfo?> DefaultVersionAsync(RuntimeCatalog runtimes, CancellationToken cancellationToken) =>
        runtimes.Default is { } runtime && RuntimeCatalog.FindBinary(runtime) is string path
        && await versions.AskAsync(path, cancellationToken) is { } version
            ? new RuntimeVersionInfo(runtimes.DefaultName, version.Version, version.Commit)
            : null;

    private async Task<string?> AskAsync(RuntimeDescriptor runtime, CancellationToken cancellationToken) =>
        RuntimeCatalog.FindBinary(runtime) is string path ? await features.AskAsync(path, cancellationToken) : null;

    private static JsonElement? Parse(string options)
    {
        if (options.Length == 0)
        {
            return null;
        }

        using JsonDocument document = JsonDocument.Parse(options);
        return document.RootElement.Clone();
    }
}
