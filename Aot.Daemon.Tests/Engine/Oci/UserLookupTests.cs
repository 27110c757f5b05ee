using System.Text;
using Aot.Daemon.Engine.Oci;
using Aot.Daemon.Primitives;
using Xunit;

namespace Aot.Daemon.Tests.Engine.Oci;

public sealed class UserLookupTests : IDisposable
{
    private const string Passwd = "# comment\n\nroot:x:0:0:root:/root:/bin/sh\nbroken\nweird:x:abc:5::/:/bin/sh\nalice:x:1000:1001::/home/alice:/bin/sh\n1234:x:7:8::/:/bin/sh\n";
    private const string Group = "root:x:0:\nwheel:x:10:root,alice\nstaff:x:50:bob,alice\nbad:x:zz:alice\nalice:x:1001:\n";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("", 0, 0, new uint[] { 0, 10 })]
    [InlineData("root", 0, 0, new uint[] { 0, 10 })]
    [InlineData("0", 0, 0, new uint[] { 0, 10 })]
    [InlineData("alice", 1000, 1001, new uint[] { 1001, 10, 50 })]
    [InlineData("1000", 1000, 1001, new uint[] { 1001, 10, 50 })]
    [InlineData("alice:staff", 1000, 50, new uint[] { 50 })]
    [InlineData("alice:77", 1000, 77, new uint[] { 77 })]
    [InlineData("4000", 4000, 0, new uint[] { 0 })]
    [InlineData("4000:4001", 4000, 4001, new uint[] { 4001 })]
    [InlineData(":staff", 0, 50, new uint[] { 50 })]
    // All digits are a number, never a name.
    [InlineData("1234", 1234, 0, new uint[] { 0 })]
    public void A_user_is_found_by_dockerds_rules(string user, uint uid, uint gid, uint[] groups)
    {
        var found = new List<uint>();
        UserLookup.Find(Encoding.UTF8.GetBytes(Passwd), Encoding.UTF8.GetBytes(Group), user, null, found, out uint foundUid, out uint foundGid);

        Assert.Equal((uid, gid), (foundUid, foundGid));
        Assert.Equal(groups, found);
    }

    [Theory]
    [InlineData("nope", "unable to find user nope: no matching entries in passwd file")]
    [InlineData("weird", "unable to find user weird: no matching entries in passwd file")]
    [InlineData("alice:nope", "unable to find group nope: no matching entries in group file")]
    [InlineData("99999999999", "uids and gids must be in range 0-2147483647")]
    [InlineData("-1", "uids and gids must be in range 0-2147483647")]
    [InlineData("alice:2147483648", "uids and gids must be in range 0-2147483647")]
    public void A_user_that_is_not_there_is_refused_in_dockerds_words(string user, string message)
    {
        DaemonException exception = Assert.Throws<DaemonException>(() =>
            UserLookup.Find(Encoding.UTF8.GetBytes(Passwd), Encoding.UTF8.GetBytes(Group), user, null, [], out _, out _));

        Assert.Equal(message, exception.Message);
        Assert.Equal(ErrorKind.Invalid, exception.Kind);
    }

    [Fact]
    public void Added_groups_are_found_by_name_and_number_once()
    {
        var groups = new List<uint>();
        UserLookup.Find(default, Encoding.UTF8.GetBytes(Group), "5", ["staff", "50", "6"], groups, out _, out _);

        Assert.Equal([0u, 50u, 6u], groups);
        DaemonException exception = Assert.Throws<DaemonException>(() => UserLookup.Find(default, default, "", ["nope"], [], out _, out _));
        Assert.Equal("Unable to find group nope: no matching entries in group file", exception.Message);
    }

    [Fact]
    public void Numbers_need_no_files()
    {
        UserLookup.Find(_folder.Path, "12:13", null, [], out uint uid, out uint gid);

        Assert.Equal((12u, 13u), (uid, gid));
    }

    [Fact]
    public void A_link_out_of_the_root_filesystem_ends_inside_of_it()
    {
        Directory.CreateDirectory(_folder.File("etc"));
        Directory.CreateDirectory(_folder.File("real"));
        File.CreateSymbolicLink(_folder.File("etc/passwd"), "/real/passwd");
        File.WriteAllText(_folder.File("real/passwd"), "inside:x:5:6::/:/bin/sh\n");
        File.CreateSymbolicLink(_folder.File("etc/group"), "../../../../../../real/group");
        File.WriteAllText(_folder.File("real/group"), "more:x:9:inside\n");
        var groups = new List<uint>();

        UserLookup.Find(_folder.Path, "inside", null, groups, out uint uid, out _);

        Assert.Equal(5u, uid);
        Assert.Equal([6u, 9u], groups);
    }

    [Fact]
    public void A_passwd_file_that_is_no_file_is_refused()
    {
        Directory.CreateDirectory(_folder.File("etc/passwd"));

        DaemonException exception = Assert.Throws<DaemonException>(() => UserLookup.Find(_folder.Path, "", null, [], out _, out _));

        Assert.Contains("etc/passwd is not a regular file", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_huge_passwd_file_is_refused()
    {
        Directory.CreateDirectory(_folder.File("etc"));
        using (FileStream file = File.Create(_folder.File("etc/passwd")))
        {
            file.SetLength(1L << 40);
        }

        Assert.Throws<DaemonException>(() => UserLookup.Find(_folder.Path, "", null, [], out _, out _));
    }
}
