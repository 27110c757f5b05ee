using System.Collections.Immutable;
using Aot.Daemon.Engine;
using Aot.Daemon.Primitives;
using Aot.Daemon.Runtimes;
using Xunit;

namespace Aot.Daemon.Tests.Runtimes;

public sealed class RuntimeCatalogTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Crun_is_the_default_where_it_works()
    {
        RuntimeCatalog catalog = await CreateAsync();

        Assert.Equal("crun", catalog.DefaultName);
        Assert.Equal(new RuntimeSelection("crun", "/usr/bin/crun"), catalog.Resolve(""));
        Assert.EndsWith("/runc", catalog.Resolve("runc").Path, StringComparison.Ordinal);
        Assert.Equal(["crun", "runc"], catalog.All.Select(runtime => runtime.Name));
    }

    [Fact]
    public async Task Runc_is_the_default_where_crun_is_broken()
    {
        RuntimeCatalog catalog = await CreateAsync(("crun", Script("crun", "exit 1")));

        Assert.Equal("runc", catalog.DefaultName);
    }

    [Fact]
    public async Task The_configured_default_holds()
    {
        RuntimeCatalog catalog = await CreateAsync("mine", ("mine", Script("mine", "exit 1")));

        Assert.Equal("mine", catalog.DefaultName);
        Assert.Equal(new RuntimeSelection("mine", _folder.File("mine")), catalog.Resolve(""));
    }

    [Fact]
    public async Task An_unknown_runtime_is_refused_in_dockerds_words()
    {
        RuntimeCatalog catalog = await CreateAsync();

        DaemonException exception = Assert.Throws<DaemonException>(() => catalog.Validate("nope"));
        Assert.Equal("unknown or invalid runtime name: nope", exception.Message);
        Assert.Equal(ErrorKind.Invalid, exception.Kind);
    }

    [Fact]
    public async Task A_binary_that_went_away_is_told_at_the_start()
    {
        RuntimeCatalog catalog = await CreateAsync(("gone", "/nope/gone"), ("plain", _folder.Write("plain", "no program")));

        catalog.Validate("gone");
        DaemonException exception = Assert.Throws<DaemonException>(() => catalog.Resolve("gone"));
        Assert.Equal("runtime gone: /nope/gone is not installed, or not executable", exception.Message);
        Assert.Equal(ErrorKind.System, exception.Kind);
        Assert.Throws<DaemonException>(() => catalog.Resolve("plain"));
    }

    [Fact]
    public async Task A_bare_name_is_looked_up()
    {
        RuntimeCatalog catalog = await CreateAsync(("mine", "crun"));

        Assert.Equal(new RuntimeSelection("mine", "/usr/bin/crun"), catalog.Resolve("mine"));
    }

    [Fact]
    public async Task Dockerds_name_for_runc_is_runc()
    {
        RuntimeCatalog catalog = await CreateAsync();

        Assert.Equal(catalog.Resolve("runc"), catalog.Resolve("io.containerd.runc.v2"));
    }

    [Fact]
    public async Task Arguments_are_not_built()
    {
        var configured = ImmutableSortedDictionary<string, RuntimeConfig>.Empty.Add("x", new RuntimeConfig { Path = "/usr/bin/crun", Arguments = ["--debug"] });
        RuntimeCatalog catalog = await RuntimeCatalog.CreateAsync(configured, "", new RuntimeVersions(), default);

        Assert.Equal(ErrorKind.NotImplemented, Assert.Throws<DaemonException>(() => catalog.Resolve("x")).Kind);
    }

    private string Script(string name, string body)
    {
        string path = _folder.Write(name, "#!/bin/sh\n" + body + "\n");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return path;
    }

    private static ValueTask<RuntimeCatalog> CreateAsync(params (string Name, string Path)[] runtimes) => CreateAsync("", runtimes);

    private static ValueTask<RuntimeCatalog> CreateAsync(string defaultName, params (string Name, string Path)[] runtimes) =>
        RuntimeCatalog.CreateAsync(
            runtimes.ToImmutableSortedDictionary(runtime => runtime.Name, runtime => new RuntimeConfig { Path = runtime.Path }),
            defaultName,
            new RuntimeVersions(),
            default);
}
