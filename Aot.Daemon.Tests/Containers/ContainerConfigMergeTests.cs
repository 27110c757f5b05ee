using Aot.Daemon.Containers;
using Aot.Daemon.Containers.Contracts;
using Aot.Daemon.Primitives;
using Xunit;

namespace Aot.Daemon.Tests.Containers;

public sealed class ContainerConfigMergeTests
{
    private static readonly ContainerConfig Image = new()
    {
        User = "app",
        WorkingDir = "/srv",
        Env = ["PATH=/bin", "MODE=image"],
        Entrypoint = new StringOrArray(["/entry"]),
        Cmd = new StringOrArray(["serve"]),
        Labels = new() { ["a"] = "image", ["b"] = "image" },
        StopSignal = "SIGQUIT",
    };

    [Fact]
    public void An_empty_request_takes_everything_over()
    {
        ContainerConfig merged = ContainerConfigMerge.Merge(new ContainerConfig(), Image);
        Assert.Equal(("app", "/srv", "SIGQUIT"), (merged.User, merged.WorkingDir, merged.StopSignal));
        Assert.Equal(["PATH=/bin", "MODE=image"], merged.Env!);
        var (path, args) = ContainerConfigMerge.Command(merged);
        Assert.Equal("/entry", path);
        Assert.Equal(["serve"], args);
    }

    [Fact]
    public void Asked_variables_and_labels_win_by_name()
    {
        ContainerConfig merged = ContainerConfigMerge.Merge(new ContainerConfig { Env = ["MODE=asked"], Labels = new() { ["a"] = "asked" } }, Image);
        Assert.Equal(["MODE=asked", "PATH=/bin"], merged.Env!);
        Assert.Equal(("asked", "image"), (merged.Labels!["a"], merged.Labels["b"]));
    }

    [Fact]
    public void A_command_keeps_the_images_entrypoint()
    {
        var (path, args) = ContainerConfigMerge.Command(ContainerConfigMerge.Merge(new ContainerConfig { Cmd = new StringOrArray(["x"]) }, Image));
        Assert.Equal("/entry", path);
        Assert.Equal(["x"], args);
    }

    [Fact]
    public void An_entrypoint_drops_the_images_command()
    {
        var (path, args) = ContainerConfigMerge.Command(ContainerConfigMerge.Merge(new ContainerConfig { Entrypoint = new StringOrArray(["/own"]) }, Image));
        Assert.Equal("/own", path);
        Assert.Empty(args);
    }

    [Fact]
    public void An_empty_string_as_entrypoint_resets_the_images()
    {
        var asked = new ContainerConfig { Entrypoint = new StringOrArray([""]), Cmd = new StringOrArray(["ls"]) };
        Assert.Equal("ls", ContainerConfigMerge.Command(ContainerConfigMerge.Merge(asked, Image)).Path);
    }

    [Fact]
    public void Nothing_to_run_is_invalid()
    {
        var failure = Assert.Throws<DaemonException>(() => ContainerConfigMerge.Merge(new ContainerConfig(), new ContainerConfig()));
        Assert.Equal((ErrorKind.Invalid, "No command specified"), (failure.Kind, failure.Message));
    }
}
