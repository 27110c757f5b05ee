using System.Text;
using Aot.Daemon.Interop;
using Aot.Daemon.Linux;
using Aot.Daemon.Primitives;
using Xunit;

namespace Aot.Daemon.Tests.Images;

/// <summary>What must survive from an archive to the disk.</summary>
public sealed class LayerTests
{
    [Fact]
    public async Task Owners_modes_times_and_content_survive()
    {
        using var bench = new LayerTestBench();
        string root = await bench.UnpackAsync(new TarBuilder()
            .Folder("bin/", mode: 0x3ed /* 01755 */, uid: 3, gid: 4, time: 1_111_111_111)
            .File("bin/su", "content", mode: 0x9ed /* 04755 */, uid: 1000, gid: 2000, time: 1_222_222_222)
            .File("bin/late", "", pax: [.. TarBuilder.Record("mtime", "1333333333.123456789"), .. TarBuilder.Record("uid", "3000000000")])
            .File("bin/old", "", pax: TarBuilder.Record("mtime", "-1.5")));

        Statx.Result su = FileFacts.Of(Path.Combine(root, "bin/su"));
        Assert.Equal(0x89ed, su.Mode);
        Assert.Equal((1000u, 2000u, 1_222_222_222L, 7ul), (su.Uid, su.Gid, su.ModifyTime.Seconds, su.Size));
        Statx.Result late = FileFacts.Of(Path.Combine(root, "bin/late"));
        Assert.Equal((1_333_333_333L, 123_456_789u, 3_000_000_000u), (late.ModifyTime.Seconds, late.ModifyTime.Nanoseconds, late.Uid));
        Assert.Equal((-2L, 500_000_000u), (FileFacts.Of(Path.Combine(root, "bin/old")).ModifyTime.Seconds, FileFacts.Of(Path.Combine(root, "bin/old")).ModifyTime.Nanoseconds));

        // The folder's own time, although files were put into it afterwards.
        Statx.Result bin = FileFacts.Of(Path.Combine(root, "bin"));
        Assert.Equal((0x43ed, 3u, 4u, 1_111_111_111L), (bin.Mode, bin.Uid, bin.Gid, bin.ModifyTime.Seconds));
    }

    [Fact]
    public async Task Links_devices_and_fifos_survive()
    {
        using var bench = new LayerTestBench();
        string root = await bench.UnpackAsync(new TarBuilder()
            .File("a", "one")
            .HardLink("d/b", "a")
            .SymbolicLink("l", "../../anywhere")
            .HardLink("l2", "l")
            .Device('3', "null", 1, 3)
            .Device('4', "disk", 259, 70_000)
            .Fifo("pipe"));

        Assert.Equal(FileFacts.Of(Path.Combine(root, "a")).Inode, FileFacts.Of(Path.Combine(root, "d/b")).Inode);
        Assert.Equal("../../anywhere", new FileInfo(Path.Combine(root, "l")).LinkTarget);
        Assert.Equal(FileFacts.Of(Path.Combine(root, "l")).Inode, FileFacts.Of(Path.Combine(root, "l2")).Inode);
        Statx.Result device = FileFacts.Of(Path.Combine(root, "null"));
        Assert.Equal((0x21a4, 1u, 3u), (device.Mode, device.SpecialMajor, device.SpecialMinor));
        Statx.Result disk = FileFacts.Of(Path.Combine(root, "disk"));
        Assert.Equal((0x61a4, 259u, 70_000u), (disk.Mode, disk.SpecialMajor, disk.SpecialMinor));
        Assert.Equal(0x11a4, FileFacts.Of(Path.Combine(root, "pipe")).Mode);
    }

    [Fact]
    public async Task Extended_attributes_survive_byte_for_byte_but_for_overlayfs_own()
    {
        // A capability as the kernel keeps it: version 2, effective, cap_net_raw.
        byte[] capability = [1, 0, 0, 2, 0, 0x20, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        using var bench = new LayerTestBench();
        string root = await bench.UnpackAsync(new TarBuilder()
            .File("ping", "x", mode: 0x1ed, uid: 5, pax: [.. TarBuilder.Record("SCHILY.xattr.security.capability", capability),
                .. TarBuilder.Record("SCHILY.xattr.user.note", "ä=b\nc")])
            .Folder("d/", pax: [.. TarBuilder.Record("SCHILY.xattr.trusted.overlay.opaque", "y"), .. TarBuilder.Record("SCHILY.xattr.trusted.overlay.redirect", "/etc"),
                .. TarBuilder.Record("SCHILY.xattr.user.kind", "folder")]));

        Assert.Equal(capability, FileFacts.Xattr(Path.Combine(root, "ping"), "security.capability"));
        Assert.Equal("ä=b\nc"u8.ToArray(), FileFacts.Xattr(Path.Combine(root, "ping"), "user.note"));
        Assert.Equal("folder"u8.ToArray(), FileFacts.Xattr(Path.Combine(root, "d"), "user.kind"));
        Assert.False(FileFacts.IsOpaque(Path.Combine(root, "d")));
        Assert.Null(FileFacts.Xattr(Path.Combine(root, "d"), "trusted.overlay.redirect"));
    }

    [Fact]
    public async Task Names_of_every_format_survive()
    {
        string deep = string.Join('/', Enumerable.Repeat(new string('n', 60), 10));
        var prefixed = new byte[512];
        "short"u8.CopyTo(prefixed);
        "0000644\00000000\00000000\000000000003\000000000000\0"u8.CopyTo(prefixed.AsSpan(100));
        prefixed[156] = (byte)'0';
        "ustar\000"u8.CopyTo(prefixed.AsSpan(257));
        "pre/fix"u8.CopyTo(prefixed.AsSpan(345));
        using var bench = new LayerTestBench();
        string root = await bench.UnpackAsync(new TarBuilder()
            .File("x", "pax", pax: TarBuilder.Record("path", deep + "/pax"))
            .Entry('L', "././@LongLink", Encoding.UTF8.GetBytes(deep + "/gnu\0")).File("x", "gnu")
            .Entry('K', "././@LongLink", Encoding.UTF8.GetBytes(deep + "/gnu\0")).HardLink("link", "x")
            .Raw(prefixed).Content("abc"u8.ToArray())
            .Entry('0', "v7folder/", [])
            .Entry('g', "pax_global_header", TarBuilder.Record("comment", "abc"))
            .File("./dot", "dot"));

        Assert.Equal("pax", File.ReadAllText(Path.Combine(root, deep, "pax")));
        Assert.Equal("gnu", File.ReadAllText(Path.Combine(root, "link")));
        Assert.Equal("abc", File.ReadAllText(Path.Combine(root, "pre/fix/short")));
        Assert.True(Directory.Exists(Path.Combine(root, "v7folder")));
        Assert.Equal("dot", File.ReadAllText(Path.Combine(root, "dot")));
    }

    [Fact]
    public async Task A_name_that_is_no_utf8_survives()
    {
        using var bench = new LayerTestBench();
        byte[] record = TarBuilder.Record("path", [(byte)'f', 0xff, 0xfe]);
        string root = await bench.UnpackAsync(new TarBuilder().File("x", "", pax: record));
        using var folder = Open.Folder(root);
        Assert.Equal([(byte)'f', 0xff, 0xfe, 0], Assert.Single(FolderReader.Names(folder)));
    }

    [Fact]
    public async Task Whiteouts_take_overlayfs_form()
    {
        using var bench = new LayerTestBench();
        await bench.UnpackAsync(new TarBuilder().File("gone", "").Folder("d/").File("d/below", ""));
        string root = await bench.UnpackAsync(new TarBuilder()
            .File(".wh.gone", "").Folder("d/").File("d/.wh..wh..opq", "").File("d/new", "")
            .File(".wh..wh.plnk", "").File(".wh..wh.aufs/x", ""));
        Assert.True(FileFacts.IsWhiteout(Path.Combine(root, "gone")));
        Assert.True(FileFacts.IsOpaque(Path.Combine(root, "d")));
        Assert.Equal(["d", "gone"], Directory.EnumerateFileSystemEntries(root).Select(Path.GetFileName).Order());
    }

    [Fact]
    public async Task A_whiteout_and_a_new_entry_of_one_name_both_count_in_either_order()
    {
        using var bench = new LayerTestBench();
        await bench.UnpackAsync(new TarBuilder().Folder("a/").File("a/below", "").Folder("b/").File("c", "").Folder("e/"));
        string root = await bench.UnpackAsync(new TarBuilder()
            .File(".wh.a", "").Folder("a/").File("a/new", "")
            .Folder("b/").File(".wh.b", "")
            .File("c", "new").File(".wh.c", "")
            .File(".wh.e", "").File("e/implied", ""));
        Assert.True(FileFacts.IsOpaque(Path.Combine(root, "a")));
        Assert.True(FileFacts.IsOpaque(Path.Combine(root, "b")));
        Assert.Equal("new", File.ReadAllText(Path.Combine(root, "c")));
        Assert.True(FileFacts.IsOpaque(Path.Combine(root, "e")));
    }

    [Fact]
    public async Task An_opaque_root_hides_all_that_is_below()
    {
        using var bench = new LayerTestBench();
        await bench.UnpackAsync(new TarBuilder().File("a", "").Folder("d/").File("d/x", ""));
        await bench.UnpackAsync(new TarBuilder().File("b", "").File("kept", ""));
        string root = await bench.UnpackAsync(new TarBuilder().Folder("d/").File(".wh..wh..opq", "").File("kept", "new"));
        Assert.True(FileFacts.IsWhiteout(Path.Combine(root, "a")));
        Assert.True(FileFacts.IsWhiteout(Path.Combine(root, "b")));
        Assert.True(FileFacts.IsOpaque(Path.Combine(root, "d")));
        Assert.Equal("new", File.ReadAllText(Path.Combine(root, "kept")));
    }

    [Fact]
    public async Task A_later_entry_replaces_an_earlier_one()
    {
        using var bench = new LayerTestBench();
        string root = await bench.UnpackAsync(new TarBuilder()
            .File("f", "old").File("f", "new")
            .Folder("d/").File("d/x", "").File("d", "a file now")
            .File("e", "").Folder("e/").File("e/x", "in a folder now")
            .SymbolicLink("l", "f").File("l", "no link now"));
        Assert.Equal("new", File.ReadAllText(Path.Combine(root, "f")));
        Assert.Equal("a file now", File.ReadAllText(Path.Combine(root, "d")));
        Assert.Equal("in a folder now", File.ReadAllText(Path.Combine(root, "e/x")));
        Assert.Equal("no link now", File.ReadAllText(Path.Combine(root, "l")));
    }

    [Fact]
    public async Task A_folder_that_the_archive_leaves_out_looks_as_in_the_layers_below()
    {
        using var bench = new LayerTestBench();
        await bench.UnpackAsync(new TarBuilder().Folder("./", mode: 0x16d /* 0555 */).Folder("tmp/", mode: 0x3ff /* 01777 */, uid: 7, gid: 8, time: 1_234_567_890));
        string root = await bench.UnpackAsync(new TarBuilder().File("tmp/x/y", ""));
        Statx.Result tmp = FileFacts.Of(Path.Combine(root, "tmp"));
        Assert.Equal((0x43ff, 7u, 8u), (tmp.Mode, tmp.Uid, tmp.Gid));
        Assert.Equal(0x41ed, FileFacts.Of(Path.Combine(root, "tmp/x")).Mode);
        Assert.Equal(0x416d, FileFacts.Of(root).Mode);
    }

    [Fact]
    public async Task A_link_within_the_layer_leads_where_it_leads_in_the_container()
    {
        using var bench = new LayerTestBench();
        string root = await bench.UnpackAsync(new TarBuilder().Folder("usr/lib/").SymbolicLink("lib", "/usr/lib").File("lib/x", "merged"));
        Assert.Equal("merged", File.ReadAllText(Path.Combine(root, "usr/lib/x")));
    }

    [Fact]
    public async Task A_layer_is_unpacked_once_and_its_size_is_that_of_its_files()
    {
        using var bench = new LayerTestBench();
        byte[] archive = new TarBuilder().File("a", "12345").File("b", "123").HardLink("c", "a").Build();
        string root = await bench.UnpackAsync(archive);
        Digest chainId = Digest.Of(archive);
        Assert.Equal(8, bench.Store.Find(chainId)!.Size);
        File.WriteAllText(Path.Combine(root, "mark"), "");
        string blob = Path.Combine(bench.Outside, "../again");
        byte[] gzip = ImageArchives.Gzip(archive);
        await File.WriteAllBytesAsync(blob, gzip);
        await bench.Store.UnpackAsync([], Digest.Of(gzip), blob, chainId, null, CancellationToken.None);
        Assert.True(File.Exists(Path.Combine(root, "mark")));

        // Another blob that claims to be the same layer is found out.
        await File.WriteAllBytesAsync(blob, gzip[..^20]);
        await Assert.ThrowsAsync<DaemonException>(
            () => bench.Store.UnpackAsync([], Digest.Of(gzip.AsSpan()[..^20]), blob, chainId, null, CancellationToken.None).AsTask());
    }

    [Fact]
    public async Task An_archive_may_lack_its_end_but_not_a_part_of_an_entry()
    {
        using var bench = new LayerTestBench();
        byte[] whole = new TarBuilder().File("a", "12345").BuildWithoutEnd();
        Assert.Equal("12345", File.ReadAllText(Path.Combine(await bench.UnpackAsync(whole), "a")));
        Assert.Contains("unexpected end", (await bench.RefuseAsync(whole[..^1])).Message);
        Assert.Contains("unexpected end", (await bench.RefuseAsync(whole[..^600])).Message);
    }
}
