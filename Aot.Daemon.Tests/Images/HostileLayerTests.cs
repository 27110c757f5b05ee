using Aot.Daemon.Primitives;
using Xunit;

namespace Aot.Daemon.Tests.Images;

/// <summary>Archives that want out of their layer, or too much.</summary>
public sealed class HostileLayerTests
{
    [Theory]
    [InlineData("../outside/secret")]
    [InlineData("../../../outside/secret")]
    [InlineData("a/../../outside/secret")]
    [InlineData("/outside/secret")]
    [InlineData("./../outside/secret")]
    public async Task A_name_that_leads_up_ends_within_the_layer(string name)
    {
        using var bench = new LayerTestBench();
        string root = await bench.UnpackAsync(new TarBuilder().File(name, "stolen").Folder("../.."));
        bench.AssertUntouched();
        Assert.Equal("stolen", File.ReadAllText(Path.Combine(root, "outside/secret")));
    }

    [Theory]
    [InlineData("{outside}")]
    [InlineData("../../../outside")]
    [InlineData("/proc/self/cwd")]
    [InlineData("/proc/self/root{outside}")]
    public async Task Nothing_is_written_through_a_link_that_leads_out(string target)
    {
        using var bench = new LayerTestBench();
        target = target.Replace("{outside}", bench.Outside);
        TarBuilder archive = new TarBuilder().SymbolicLink("door", target).File("door/secret", "stolen").File("door/new", "");
        try
        {
            await bench.UnpackAsync(archive);
        }
        catch (DaemonException failure)
        {
            Assert.Equal(ErrorKind.Invalid, failure.Kind);
        }

        bench.AssertUntouched();
    }

    [Fact]
    public async Task A_file_replaces_a_link_instead_of_following_it()
    {
        using var bench = new LayerTestBench();
        string secret = Path.Combine(bench.Outside, "secret");
        string root = await bench.UnpackAsync(new TarBuilder()
            .SymbolicLink("f", secret).File("f", "mine", mode: 0x1ff)
            .SymbolicLink("d", bench.Outside).Folder("d/", mode: 0).File("d/secret", "mine")
            .SymbolicLink("p", secret).Fifo("p")
            .SymbolicLink("n", secret).Device('3', "n", 1, 3));
        bench.AssertUntouched();
        Assert.Equal("mine", File.ReadAllText(Path.Combine(root, "f")));
        Assert.Equal("mine", File.ReadAllText(Path.Combine(root, "d/secret")));
    }

    [Theory]
    [InlineData("../outside/secret")]
    [InlineData("/outside/secret")]
    [InlineData("door/secret")]
    [InlineData("nothing")]
    [InlineData(".")]
    [InlineData("folder")]
    public async Task A_hard_link_to_what_is_no_file_of_the_layer_is_refused(string target)
    {
        using var bench = new LayerTestBench();
        TarBuilder archive = new TarBuilder().Folder("folder/").SymbolicLink("door", bench.Outside).HardLink("stolen", target);
        DaemonException failure = await bench.RefuseAsync(archive);
        Assert.True(failure.Kind is ErrorKind.Invalid or ErrorKind.System);
    }

    [Fact]
    public async Task A_hard_link_to_a_link_is_one_to_the_link_itself()
    {
        using var bench = new LayerTestBench();
        string root = await bench.UnpackAsync(new TarBuilder()
            .SymbolicLink("link", Path.Combine(bench.Outside, "secret")).HardLink("same", "link").File("same", "mine"));
        bench.AssertUntouched();
        Assert.Equal("mine", File.ReadAllText(Path.Combine(root, "same")));
    }

    [Fact]
    public async Task Links_that_lead_in_a_circle_are_refused()
    {
        using var bench = new LayerTestBench();
        DaemonException failure = await bench.RefuseAsync(new TarBuilder().SymbolicLink("a", "b").SymbolicLink("b", "a").File("a/x", ""));
        Assert.Equal(ErrorKind.Invalid, failure.Kind);
    }

    [Fact]
    public async Task A_folder_swapped_for_a_link_after_its_use_leads_nowhere()
    {
        using var bench = new LayerTestBench();
        TarBuilder archive = new TarBuilder().Folder("d/").File("d/first", "").SymbolicLink("d", bench.Outside).File("d/secret", "stolen");
        try
        {
            await bench.UnpackAsync(archive);
        }
        catch (DaemonException failure)
        {
            Assert.Equal(ErrorKind.Invalid, failure.Kind);
        }

        bench.AssertUntouched();
    }

    [Theory]
    [InlineData(".wh..")]
    [InlineData(".wh...")]
    [InlineData(".wh.")]
    [InlineData("d/.wh...")]
    [InlineData(".wh.d/x")]
    public async Task A_whiteout_of_no_name_is_refused(string name)
    {
        using var bench = new LayerTestBench();
        Assert.Contains("is no valid whiteout", (await bench.RefuseAsync(new TarBuilder().Folder("d/").File(name, ""))).Message);
    }

    [Fact]
    public async Task A_whiteout_or_an_opaque_mark_behind_a_link_stays_in_the_layer()
    {
        using var bench = new LayerTestBench();
        TarBuilder archive = new TarBuilder().SymbolicLink("door", bench.Outside).File("door/.wh.secret", "").File("door/.wh..wh..opq", "");
        try
        {
            await bench.UnpackAsync(archive);
        }
        catch (DaemonException failure)
        {
            Assert.Equal(ErrorKind.Invalid, failure.Kind);
        }

        bench.AssertUntouched();
        Assert.False(FileFacts.IsOpaque(bench.Outside));
    }

    [Fact]
    public async Task What_was_made_before_a_failure_is_gone_with_it()
    {
        using var bench = new LayerTestBench();
        await bench.RefuseAsync(new TarBuilder().Folder("a/", mode: 0).File("a/b/c", "x").Device('3', "null", 1, 3).HardLink("x", "nothing"));
        Assert.Empty(bench.Store.List());
    }

    [Theory]
    [InlineData("77777777777", "unexpected end")]
    [InlineData("-0000000001", "is no number")]
    [InlineData("9z", "is no number")]
    public async Task An_entry_that_claims_a_wrong_size_is_refused(string size, string message)
    {
        using var bench = new LayerTestBench();
        Assert.Contains(message, (await bench.RefuseAsync(new TarBuilder().Entry('0', "f", [], size: size))).Message);
    }

    [Fact]
    public async Task A_negative_binary_size_is_refused()
    {
        using var bench = new LayerTestBench();
        var header = new byte[512];
        header[0] = (byte)'f';
        header.AsSpan(124, 12).Fill(0xff);
        header[156] = (byte)'0';
        Assert.Contains("negative size", (await bench.RefuseAsync(new TarBuilder().Raw(header))).Message);
        header.AsSpan(124, 12).Fill(0xff);
        header[124] = 0x80;
        Assert.Contains("is no number", (await bench.RefuseAsync(new TarBuilder().Raw(header))).Message);
    }

    [Theory]
    [InlineData("size", "99999999999999999999")]
    [InlineData("size", "-1")]
    [InlineData("uid", "4294967295")]
    [InlineData("gid", "-5")]
    [InlineData("mtime", "soon")]
    [InlineData("GNU.sparse.major", "1")]
    [InlineData("path", "a\0b")]
    public async Task A_hostile_extended_header_is_refused(string key, string value)
    {
        using var bench = new LayerTestBench();
        Assert.Equal(ErrorKind.Invalid, (await bench.RefuseAsync(new TarBuilder().File("f", "", pax: TarBuilder.Record(key, value)))).Kind);
    }

    [Theory]
    [InlineData("5 a=b\n")]
    [InlineData("999999999 a=b\n")]
    [InlineData("a=b\n")]
    [InlineData("0 \n")]
    [InlineData("6 ab=c")]
    public async Task A_malformed_extended_header_is_refused(string records)
    {
        using var bench = new LayerTestBench();
        byte[] bytes = System.Text.Encoding.ASCII.GetBytes(records);
        Assert.Contains("extended header", (await bench.RefuseAsync(new TarBuilder().File("f", "", pax: bytes))).Message);
    }

    [Fact]
    public async Task An_extended_header_of_many_megabytes_is_refused_before_it_is_read()
    {
        using var bench = new LayerTestBench();
        Assert.Contains("too large", (await bench.RefuseAsync(new TarBuilder().Entry('x', "h", [], size: "77777777777"))).Message);
    }

    [Theory]
    [InlineData('S')]
    [InlineData('M')]
    [InlineData('D')]
    public async Task Sparse_and_unknown_entries_are_refused(char type)
    {
        using var bench = new LayerTestBench();
        Assert.Equal(ErrorKind.Invalid, (await bench.RefuseAsync(new TarBuilder().Entry(type, "f", []))).Kind);
    }

    [Fact]
    public async Task Names_longer_than_the_kernel_takes_are_refused()
    {
        using var bench = new LayerTestBench();
        byte[] longName = TarBuilder.Record("path", new string('n', 256));
        byte[] longPath = TarBuilder.Record("path", string.Join('/', Enumerable.Repeat("nnn", 1025)));
        Assert.Contains("too long", (await bench.RefuseAsync(new TarBuilder().File("f", "", pax: longName))).Message);
        Assert.Contains("too long", (await bench.RefuseAsync(new TarBuilder().File("f", "", pax: longPath))).Message);
    }

    [Fact]
    public async Task A_device_whose_numbers_do_not_fit_is_refused()
    {
        using var bench = new LayerTestBench();
        Assert.Contains("out of range", (await bench.RefuseAsync(new TarBuilder().Device('3', "d", 5000, 0))).Message);
    }

    [Fact]
    public async Task A_damaged_header_or_compression_is_refused()
    {
        using var bench = new LayerTestBench();
        byte[] archive = new TarBuilder().File("a", new string('x', 5000)).File("b", "").Build();
        byte[] gzip = ImageArchives.Gzip(archive);
        byte[] flipped = [.. archive];
        flipped[0] ^= 1;
        Assert.Contains("header is damaged", (await bench.RefuseAsync(flipped)).Message);
        Assert.Equal(ErrorKind.Invalid, (await bench.RefuseAsync(gzip[..(gzip.Length / 2)])).Kind);
        Assert.Equal(ErrorKind.Invalid, (await bench.RefuseAsync([.. gzip.AsSpan(0, 20), .. new byte[40]])).Kind);
        Assert.Equal(ErrorKind.Invalid, (await bench.RefuseAsync("not an archive at all"u8.ToArray())).Kind);
    }

    [Fact]
    public async Task A_folder_in_the_place_of_a_parent_that_is_a_file_is_refused()
    {
        using var bench = new LayerTestBench();
        Assert.Equal(ErrorKind.Invalid, (await bench.RefuseAsync(new TarBuilder().File("f", "").File("f/x", ""))).Kind);
        Assert.Equal(ErrorKind.Invalid, (await bench.RefuseAsync(new TarBuilder().Fifo("p").File("p/x", ""))).Kind);
    }
}
