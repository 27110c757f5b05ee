namespace Aot.Daemon.Engine.Oci;

/// <summary>
/// The default seccomp profile, an allow-list: what is not here fails with EPERM. The same calls as moby's default profile (API 1.48 and
/// later: no io_uring), for the architectures that aotd runs on, its condition on the kernel (4.8) always true.
/// </summary>
internal static class DefaultSeccompRules
{
    // CLONE_NEWNS | NEWUTS | NEWIPC | NEWUSER | NEWPID | NEWNET | NEWCGROUP of clone(2).
    private const ulong NamespaceFlags = 0x7e020000;
    private const int NoSuchCall = 38;

    private const ulong DacReadSearch = 1UL << 2;
    private const ulong SysModule = 1UL << 16;
    private const ulong SysRawIo = 1UL << 17;
    private const ulong SysChroot = 1UL << 18;
    private const ulong SysPtrace = 1UL << 19;
    private const ulong SysPacct = 1UL << 20;
    private const ulong SysAdmin = 1UL << 21;
    private const ulong SysBoot = 1UL << 22;
    private const ulong SysNice = 1UL << 23;
    private const ulong SysTime = 1UL << 25;
    private const ulong SysTtyConfig = 1UL << 26;
    private const ulong Syslog = 1UL << 34;
    private const ulong Perfmon = 1UL << 38;
    private const ulong Bpf = 1UL << 39;

    private const string Always = """
        _llseek _newselect accept accept4 access adjtimex alarm bind brk cachestat capget capset chdir chmod chown chown32
        clock_adjtime clock_adjtime64 clock_getres clock_getres_time64 clock_gettime clock_gettime64 clock_nanosleep
        clock_nanosleep_time64 close close_range connect copy_file_range creat dup dup2 dup3 epoll_create epoll_create1 epoll_ctl
        epoll_ctl_old epoll_pwait epoll_pwait2 epoll_wait epoll_wait_old eventfd eventfd2 execve execveat exit exit_group faccessat
        faccessat2 fadvise64 fadvise64_64 fallocate fanotify_mark fchdir fchmod fchmodat fchmodat2 fchown fchown32 fchownat fcntl
        fcntl64 fdatasync fgetxattr flistxattr flock fork fremovexattr fsetxattr fstat fstat64 fstatat64 fstatfs fstatfs64 fsync
        ftruncate ftruncate64 futex futex_requeue futex_time64 futex_wait futex_waitv futex_wake futimesat get_robust_list
        get_thread_area getcpu getcwd getdents getdents64 getegid getegid32 geteuid geteuid32 getgid getgid32 getgroups getgroups32
        getitimer getpeername getpgid getpgrp getpid getppid getpriority getrandom getresgid getresgid32 getresuid getresuid32
        getrlimit getrusage getsid getsockname getsockopt gettid gettimeofday getuid getuid32 getxattr getxattrat inotify_add_watch
        inotify_init inotify_init1 inotify_rm_watch io_cancel io_destroy io_getevents io_pgetevents io_pgetevents_time64 io_setup
        io_submit ioctl ioprio_get ioprio_set ipc kill landlock_add_rule landlock_create_ruleset landlock_restrict_self lchown
        lchown32 lgetxattr link linkat listen listmount listxattr listxattrat llistxattr lremovexattr lseek lsetxattr lstat lstat64
        madvise map_shadow_stack membarrier memfd_create memfd_secret mincore mkdir mkdirat mknod mknodat mlock mlock2 mlockall mmap
        mmap2 mprotect mq_getsetattr mq_notify mq_open mq_timedreceive mq_timedreceive_time64 mq_timedsend mq_timedsend_time64
        mq_unlink mremap mseal msgctl msgget msgrcv msgsnd msync munlock munlockall munmap name_to_handle_at nanosleep newfstatat
        open openat openat2 pause pidfd_open pidfd_send_signal pipe pipe2 pkey_alloc pkey_free pkey_mprotect poll ppoll ppoll_time64
        prctl pread64 preadv preadv2 prlimit64 process_mrelease process_vm_readv process_vm_writev pselect6 pselect6_time64 ptrace
        pwrite64 pwritev pwritev2 read readahead readlink readlinkat readv recv recvfrom recvmmsg recvmmsg_time64 recvmsg
        remap_file_pages removexattr removexattrat rename renameat renameat2 restart_syscall rmdir rseq rt_sigaction rt_sigpending
        rt_sigprocmask rt_sigqueueinfo rt_sigreturn rt_sigsuspend rt_sigtimedwait rt_sigtimedwait_time64 rt_tgsigqueueinfo
        sched_get_priority_max sched_get_priority_min sched_getaffinity sched_getattr sched_getparam sched_getscheduler
        sched_rr_get_interval sched_rr_get_interval_time64 sched_setaffinity sched_setattr sched_setparam sched_setscheduler
        sched_yield seccomp select semctl semget semop semtimedop semtimedop_time64 send sendfile sendfile64 sendmmsg sendmsg sendto
        set_robust_list set_thread_area set_tid_address setfsgid setfsgid32 setfsuid setfsuid32 setgid setgid32 setgroups setgroups32
        setitimer setpgid setpriority setregid setregid32 setresgid setresgid32 setresuid setresuid32 setreuid setreuid32 setrlimit
        setsid setsockopt setuid setuid32 setxattr setxattrat shmat shmctl shmdt shmget shutdown sigaltstack signalfd signalfd4
        sigprocmask sigreturn socketcall socketpair splice stat stat64 statfs statfs64 statmount statx symlink symlinkat sync
        sync_file_range syncfs sysinfo tee tgkill time timer_create timer_delete timer_getoverrun timer_gettime timer_gettime64
        timer_settime timer_settime64 timerfd_create timerfd_gettime timerfd_gettime64 timerfd_settime timerfd_settime64 times tkill
        truncate truncate64 ugetrlimit umask uname unlink unlinkat uretprobe utime utimensat utimensat_time64 utimes vfork vmsplice
        wait4 waitid waitpid write writev
        """;

    public static readonly SeccompRule[] All =
    [
        new(Always),
        new("arch_prctl modify_ldt", Architectures: SeccompArchitectures.X64),
        new("arm_fadvise64_64 arm_sync_file_range breakpoint cacheflush set_tls sync_file_range2", Architectures: SeccompArchitectures.Arm64),
        new("open_by_handle_at", Needs: DacReadSearch),
        new(
            "bpf clone clone3 fanotify_init fsconfig fsmount fsopen fspick lookup_dcookie lsm_get_self_attr lsm_list_modules lsm_set_self_attr "
            + "mount mount_setattr move_mount open_tree perf_event_open quotactl quotactl_fd setdomainname sethostname setns syslog umount umount2 unshare",
            Needs: SysAdmin),
        new("reboot", Needs: SysBoot),
        new("chroot", Needs: SysChroot),
        new("delete_module finit_module init_module", Needs: SysModule),
        new("acct", Needs: SysPacct),
        new("kcmp pidfd_getfd process_madvise", Needs: SysPtrace),
        new("ioperm iopl", Needs: SysRawIo),
        new("clock_settime clock_settime64 settimeofday stime", Needs: SysTime),
        new("vhangup", Needs: SysTtyConfig),
        new("get_mempolicy mbind set_mempolicy set_mempolicy_home_node", Needs: SysNice),
        new("syslog", Needs: Syslog),
        new("bpf", Needs: Bpf),
        new("perf_event_open", Needs: Perfmon),

        // Without SYS_ADMIN no new namespaces. clone3 passes its flags by pointer, out of a filter's sight: ENOSYS makes libraries use clone.
        new("clone", Without: SysAdmin, Argument: new(0, "SCMP_CMP_MASKED_EQ", NamespaceFlags)),
        new("clone3", Without: SysAdmin, Errno: NoSuchCall),

        // All socket families but AF_ALG (38) and AF_VSOCK (40, reaches the hypervisor past the network namespace). Above the first
        // range each is named: a comparison is of 64 bits and the kernel looks at 32 of them, so that an open range, or "not equal",
        // lets both through. AF_MAX is 46.
        new("socket", Argument: new(0, "SCMP_CMP_LT", 38)),
        new("socket", Argument: new(0, "SCMP_CMP_EQ", 39)),
        new("socket", Argument: new(0, "SCMP_CMP_EQ", 41)),
        new("socket", Argument: new(0, "SCMP_CMP_EQ", 42)),
        new("socket", Argument: new(0, "SCMP_CMP_EQ", 43)),
        new("socket", Argument: new(0, "SCMP_CMP_EQ", 44)),
        new("socket", Argument: new(0, "SCMP_CMP_EQ", 45)),

        // personality(2): PER_LINUX, PER_LINUX32, UNAME26, both, and the query.
        new("personality", Argument: new(0, "SCMP_CMP_EQ", 0)),
        new("personality", Argument: new(0, "SCMP_CMP_EQ", 0x8)),
        new("personality", Argument: new(0, "SCMP_CMP_EQ", 0x20000)),
        new("personality", Argument: new(0, "SCMP_CMP_EQ", 0x20008)),
        new("personality", Argument: new(0, "SCMP_CMP_EQ", 0xffffffff)),
    ];
}
