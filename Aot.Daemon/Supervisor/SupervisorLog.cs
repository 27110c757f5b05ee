using System.Globalization;
using System.Text;
using Aot.Daemon.Linux;
using Microsoft.Win32.SafeHandles;

namespace Aot.Daemon.Supervisor;

/// <summary>What the supervisor has to say, a line each on its standard error (the exec-root's supervisor.log). It says little:
/// what the daemon gets to know by a reply is logged there.</summary>
internal sealed class SupervisorLog(TimeProvider time) : IDisposable
{
    private readonly SafeFileHandle _output = new(2, ownsHandle: false);

    public void Write(string message)
    {
        string line = string.Create(CultureInfo.InvariantCulture, $"{time.GetUtcNow():yyyy-MM-ddTHH:mm:ss.fffZ} {message}\n");
        _ = DescriptorIo.Write(_output, Encoding.UTF8.GetBytes(line));
    }

    public void Failure(string what, Exception failure) => Write($"{what}: {failure.GetType().Name}: {failure.Message}");

    public void Dispose() => _output.Dispose();
}
