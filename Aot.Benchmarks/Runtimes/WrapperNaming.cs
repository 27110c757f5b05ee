using Aot.Daemon.Primitives;
using Aot.Daemon.Runtimes;
using BenchmarkDotNet.Attributes;

namespace Aot.Benchmarks.Runtimes;

/// <summary>Hashing a wrapper script's content and writing its file name: what a reload does for each runtime with arguments.</summary>
[MemoryDiagnoser]
public class WrapperNaming
{
    private readonly PooledBuffer _content = new(4096);
    private readonly char[] _name = new char[WrapperName.MaxLength];

    public WrapperNaming() => WrapperContent.Write(_content, "/usr/bin/crun", ["--debug", "--log-format=json", "it's $HOME"]);

    [Params("crun-debug", "my/custom.runtime.v1")]
    public string Runtime { get; set; } = "";

    [Benchmark]
    public int Name() => WrapperName.Format(Runtime, _content.WrittenSpan, _name);
}
