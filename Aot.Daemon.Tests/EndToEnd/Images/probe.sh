#!/bin/sh
# Prints what a container sees of the kernel, a section a subject; two daemons' outputs are compared.
section() { echo "== $1"; }
section status; grep -E '^(Umask|Uid|Gid|Groups|NoNewPrivs|Seccomp|Cap...|Sig(Blk|Ign)|Cpus_allowed_list|Mems_allowed_list):' /proc/self/status
section mountinfo; cat /proc/self/mountinfo
section limits; cat /proc/self/limits
section cgroup; cat /proc/self/cgroup
section env; env | sort
section hostname; hostname
section cwd; pwd
section id; id
section tty; tty
section pid1; tr '\0' ' ' </proc/1/cmdline; echo; cat /proc/1/comm
section pids; set -- /proc/[0-9]*; echo $#
section oom; cat /proc/self/oom_score_adj
section devices; stat -c '%A %u %g %t:%T %n' /dev/* | sort -k 5
section fds; for n in 0 1 2; do readlink /proc/self/fd/$n | sed 's/\[[0-9]*\]/[N]/'; done
section hosts; cat /etc/hosts
section resolv; cat /etc/resolv.conf
section namespaces; for n in cgroup ipc mnt net pid user uts; do readlink /proc/self/ns/$n; done
section sysctl; for f in kernel/hostname kernel/domainname kernel/shmmax kernel/msgmax net/ipv4/ip_unprivileged_port_start net/ipv4/ping_group_range net/ipv4/ip_forward net/ipv6/conf/all/disable_ipv6; do echo "$f: $(cat /proc/sys/$f 2>&1)"; done
section interfaces; ls /sys/class/net
section writable; for d in / /etc /sys/kernel /sys/fs/cgroup /dev /dev/shm /tmp /run /scratch /mnt; do if mkdir $d/.probe 2>/dev/null; then rmdir $d/.probe; echo "$d yes"; else echo "$d no"; fi; done
section masked; for f in /proc/keys /proc/timer_list /proc/sched_debug /proc/scsi /proc/acpi /sys/firmware; do if [ -d $f ]; then echo "$f: $(ls $f | wc -l) entries"; else echo "$f: $(head -c 1 $f 2>/dev/null | wc -c)"; fi; done
section cgroupvalues; for f in memory/memory.limit_in_bytes memory/memory.soft_limit_in_bytes memory/memory.swappiness memory/memory.memsw.limit_in_bytes cpu/cpu.shares cpu/cpu.cfs_quota_us cpu/cpu.cfs_period_us cpuset/cpuset.cpus pids/pids.max devices/devices.list; do echo "$f: $(cat /sys/fs/cgroup/$f 2>&1 | tr '\n' ';')"; done
section end
