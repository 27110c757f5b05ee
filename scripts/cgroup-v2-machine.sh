#!/bin/bash
# Boots a small machine whose control groups are version 2 alone, in qemu's software emulation, and tries the published binary there with the
# docker CLI, once with crun and once with runc. For hosts that have version 1 or both. Needs artifacts/aotd (publish.sh); takes some minutes.
# Installs qemu from Debian; the machine's kernel is unpacked, not installed. What the machine does is in cgroup-v2-machine.init and, part by part,
# in cgroup-v2-machine.checks. The last line is "cgroup v2: N passed, N failed"; the exit code is not 0 when a check failed, or when the machine did not
# get to the end.
#
#   sudo scripts/cgroup-v2-machine.sh [-v] [part...]     -v shows the machine's console; without parts, all
set -euo pipefail
scripts=$(cd "$(dirname "$0")" && pwd)
binary=${AOTD_BINARY:-$scripts/../artifacts/aotd}
output=/dev/null
if [ "${1:-}" = -v ]; then
    output=/dev/stderr
    shift
fi

# Emulation is slow; longer than this is a machine that hangs.
limit_seconds=3600

fail() { echo "cgroup-v2-machine.sh: $*" >&2; exit 1; }

[ "$(id -u)" = 0 ] || fail "run as root (sudo $0): it installs packages"
[ -x "$binary" ] || fail "$binary is missing: ./publish.sh makes it"
for part in "$@"; do
    [ -f "$scripts/cgroup-v2-machine.checks/$part" ] || fail "no part $part: there are $(ls "$scripts/cgroup-v2-machine.checks" | xargs)"
done
"$scripts/install-packages.sh" run machine

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
root=$folder/root
console=$folder/console

# The kernel: what the metapackage depends on, as apt knows it.
kernel=$(apt-cache depends linux-image-cloud-amd64 | sed -n 's/^ *Depends: \(linux-image-[0-9].*\)/\1/p' | head -n 1)
[ -n "$kernel" ] || fail "apt knows no linux-image-cloud-amd64"
mkdir "$folder/kernel"
(cd "$folder/kernel" && apt-get -qq -o APT::Sandbox::User=root download "$kernel" && dpkg -x ./*.deb .) || fail "cannot download $kernel"

# The machine's root: a busybox, the programs under test and what they are linked with.
mkdir -p "$root"/{bin,dev,etc,proc,sys,tmp,run,image/bin,image/dev,image/proc,image/sys,image/tmp,image/etc}
for program in crun runc docker script ps; do
    path=$(command -v "$program") || fail "$program is missing"
    cp -L "$path" "$root/bin/"
    # A static program has none, which ldd calls a failure.
    { ldd "$path" 2>/dev/null || true; } | sed -n 's|^[^/]*\(/[^ ]*\).*|\1|p' | while read -r library; do
        mkdir -p "$root$(dirname "$library")"
        cp -Ln "$library" "$root$library"
    done
done
cp "$binary" "$root/bin/aotd"
cp "$(command -v busybox)" "$root/bin/busybox"
cp "$(command -v busybox)" "$root/image/bin/busybox"
"$root/bin/busybox" --list | grep -vx busybox | while read -r applet; do
    ln -s busybox "$root/image/bin/$applet"
    [ -e "$root/bin/$applet" ] || ln -s busybox "$root/bin/$applet"
done

# The kernel asks /sbin/modprobe for the modules that it is in need of: as elsewhere, none but these are to be named.
ln -s bin "$root/sbin"
release=$(ls "$folder/kernel/lib/modules")
modules=lib/modules/$release/kernel
(cd "$folder/kernel" && find "$modules"/{fs/overlayfs,drivers/block/loop.ko,drivers/net/veth.ko,lib,crypto,net/{802,llc,bridge,netfilter,ipv4/netfilter,ipv6/netfilter}} \
    -name '*.ko' -exec cp --parents {} "$root" \;)
cp "$folder/kernel/lib/modules/$release"/modules.{builtin,order} "$root/lib/modules/$release/"
"$root/bin/busybox" depmod -b "$root" "$release"

# A runtime that, once it is told to, does what it is asked for and fails.
cat >"$root/bin/failing-runtime" <<'END'
#!/bin/sh
real=$(cat /run/real-runtime)
case " $* " in
    *" update "*) if rm /run/fail-update 2>/dev/null; then "$real" "$@"; exit 1; fi ;;
esac
exec "$real" "$@"
END
chmod 755 "$root/bin/failing-runtime"
touch "$root/etc/resolv.conf"
echo 'root:x:0:0:root:/:/bin/sh' >"$root/etc/passwd"
echo 'root:x:0:' >"$root/etc/group"
install "$scripts/cgroup-v2-machine.init" "$root/init"
cp -r "$scripts/cgroup-v2-machine.checks" "$root/checks"
(cd "$root" && find . | "$root/bin/busybox" cpio -o -H newc 2>/dev/null | gzip -1) >"$folder/initrd"
rm -rf "$root"

timeout "$limit_seconds" qemu-system-x86_64 -machine q35 -accel tcg,thread=multi -cpu max -smp 2 -m 1024 \
    -nodefaults -no-user-config -nographic -no-reboot -serial stdio \
    -kernel "$folder"/kernel/boot/vmlinuz-* -initrd "$folder/initrd" \
    -append "console=ttyS0 quiet panic=-1 cgroup_no_v1=all aotd.parts=$(IFS=,; echo "$*")" </dev/null | sed -u 's|\r||g' | tee "$console" >$output \
    || fail "the machine did not end within $limit_seconds s"

passed=$(grep -c '^PASS ' "$console" || true)
failed=$(grep -c '^FAIL ' "$console" || true)
if ! grep -q '^END$' "$console"; then
    tail -n 40 "$console" >&2
    echo "the machine did not get to its end" >&2
    failed=$((failed + 1))
fi
grep '^FAIL ' "$console" >&2 || true
echo "cgroup v2: $passed passed, $failed failed"
[ "$failed" = 0 ] && [ "$passed" != 0 ]
