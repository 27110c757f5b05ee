namespace Aot.Daemon.Tests.EndToEnd.Images;

/// <summary>
/// The layers of the test image: Debian's static busybox with its applets as symbolic links, and above it layers that hide,
/// replace and add, so that what a container sees tells whether layers were unpacked rightly.
/// </summary>
internal static class TestLayers
{
    private const string Busybox = "/bin/busybox";
    private const int SetUserId = 0x9ED; // 04755
    private const int Sticky = 0x3FF; // 01777

    private static readonly string[] Applets =
    [
        "sh", "ash", "cat", "chmod", "cp", "cut", "date", "dd", "df", "echo", "env", "false", "find", "grep", "head", "hostname", "id",
        "ip", "kill", "ln", "ls", "md5sum", "mkdir", "mknod", "mount", "mv", "nc", "nproc", "printf", "ps", "pwd", "readlink", "rm", "sed", "seq",
        "sha256sum", "sleep", "sort", "stat", "stty", "su", "tail", "tee", "test", "touch", "tr", "true", "tty", "umount", "uname",
        "uniq", "usleep", "wc", "which", "whoami", "xargs", "yes",
    ];

    public static byte[] Base() => FromBusybox().Build();

    /// <summary>Deletes `gone` by a whiteout, makes `opaque` opaque, replaces a file and a directory by a file.</summary>
    public static byte[] Changes() => new TarBuilder()
        .File(".wh.gone", "")
        .Folder("opaque")
        .File("opaque/.wh..wh..opq", "")
        .File("opaque/new", "new\n")
        .Folder("etc")
        .File("etc/motd", "the second layer\n")
        .File("was-directory", "a file now\n")
        .Build();

    /// <summary>The probe, a file that may not be executed, one that is no program, and a home for the user app.</summary>
    public static byte[] Probe() => new TarBuilder()
        .File("probe", Embedded("probe.sh"), 0x1ED)
        .File("not-executable", "#!/bin/sh\necho no\n")
        .File("not-a-program", [0, 1, 2, 3], 0x1ED)
        .Folder("app", owner: 1000)
        .File("app/data", "data\n", owner: 1000)
        .Build();

    private static TarBuilder FromBusybox()
    {
        if (!System.IO.File.Exists(Busybox))
        {
            throw new InvalidOperationException($"there is no {Busybox}: apt-get install busybox-static");
        }
        TarBuilder tar = new();
        foreach (string folder in (string[])["bin", "dev", "etc", "proc", "sys", "root", "home", "var", "run", "usr", "usr/bin", "opaque", "was-directory"])
        {
            tar.Folder(folder);
        }
        tar.Folder("tmp", Sticky);
        tar.File("bin/busybox", System.IO.File.ReadAllBytes(Busybox), 0x1ED);
        foreach (string applet in Applets)
        {
            tar.SymbolicLink("bin/" + applet, "busybox");
        }
        return tar
            .File("etc/passwd", "root:x:0:0:root:/root:/bin/sh\napp:x:1000:1000:app:/app:/bin/sh\nnobody:x:65534:65534:nobody:/:/bin/false\n")
            .File("etc/group", "root:x:0:\napp:x:1000:\nextra:x:2000:app\nmore:x:2001:app,nobody\nnogroup:x:65534:\n")
            .File("etc/motd", "the first layer\n")
            .File("gone", "must not be seen\n")
            .File("opaque/old", "must not be seen\n")
            .File("was-directory/inside", "must not be seen\n")
            .File("usr/bin/set-user-id", "", SetUserId)
            .File("usr/bin/linked", "one file, two names\n")
            .HardLink("usr/bin/linked-too", "usr/bin/linked")
            .File("usr/bin/with-attributes", [], 0x1ED, 0, new Dictionary<string, string>
            {
                // cap_net_bind_service+ep as the kernel stores it (VFS_CAP_REVISION_2).
                ["security.capability"] = "\u0001\0\0\u0002\0\u0004\0\0\0\0\0\0\0\0\0\0\0\0\0\0",
            });
    }

    private static string Embedded(string name)
    {
        using Stream stream = typeof(TestLayers).Assembly.GetManifestResourceStream(name)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
