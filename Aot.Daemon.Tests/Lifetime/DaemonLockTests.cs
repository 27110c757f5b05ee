using Aot.Daemon.Lifetime;
using Aot.Daemon.Linux;
using Aot.Daemon.Primitives;
using Microsoft.Win32.SafeHandles;
using Xunit;

namespace Aot.Daemon.Tests.Lifetime;

public sealed class DaemonLockTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_second_daemon_on_the_data_root_is_refused_and_told_who_has_it()
    {
        using DaemonLock first = DaemonLock.Acquire(_folder.Path);
        DaemonException failure = Assert.Throws<DaemonException>(() => DaemonLock.Acquire(_folder.Path));
        Assert.Equal(ErrorKind.Conflict, failure.Kind);
        Assert.Contains($"(pid {Environment.ProcessId}) is using the data-root {_folder.Path}", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_lock_may_be_taken_again_when_it_was_given_up()
    {
        DaemonLock.Acquire(_folder.Path).Dispose();
        _folder.Write("lock", "no number");
        DaemonLock.Acquire(_folder.Path).Dispose();
        Assert.Equal($"{Environment.ProcessId}\n", File.ReadAllText(_folder.File("lock")));
    }

    [Fact]
    public void What_a_dead_daemon_was_just_starting_is_waited_for()
    {
        const int NoSuchProcess = 4_194_305; // One more than the kernel's largest pid (proc(5)).
        SafeFileHandle child = FileLock.TryTake(_folder.Write("lock", $"{NoSuchProcess}\n"))!;
        DaemonLock.Acquire(_folder.Path, pause: child.Dispose).Dispose();
    }

    [Fact]
    public void A_link_in_place_of_the_lock_file_is_not_followed()
    {
        File.CreateSymbolicLink(_folder.File("lock"), _folder.File("elsewhere"));
        Assert.Equal(ErrorKind.System, Assert.Throws<DaemonException>(() => DaemonLock.Acquire(_folder.Path)).Kind);
        Assert.False(File.Exists(_folder.File("elsewhere")));
    }
}
