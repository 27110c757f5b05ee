namespace Aot.Daemon.Runtimes;

/// <summary>The versions that runtimes say they are.</summary>
internal sealed class RuntimeVersions
{
    private readonly OncePerBinary<RuntimeVersion> _answers = new("--version", RuntimeVersion.Parse);

    /// <summary>The version of the binary at an absolute path; null when it gives none. See <see cref="OncePerBinary{T}"/>.</summary>
    public ValueTask<RuntimeVersion?> AskAsync(string path, CancellationToken cancellationToken) => _answers.AskAsync(path, cancellationToken);
}
