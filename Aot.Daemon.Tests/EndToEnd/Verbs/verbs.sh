#!/bin/sh
# Every verb of a container's life by the stock CLI, its failures too, with exit codes and outputs. It runs on two daemons, whose outputs are
# compared section by section. $1 is the image, $2 a folder that containers are given, $3 the label that all of them bear.
image=$1 shared=$2 label=$3
new="--network none --runtime runc --label $label"

section() { echo "== $1"; }
run() { # Prints the command, what it says, and its exit code.
    echo "\$ docker $*"
    docker "$@" 2>&1
    echo "exit $?"
}
state() { docker inspect --format "{{.State.Status}} running={{.State.Running}} paused={{.State.Paused}} restarting={{.State.Restarting}} dead={{.State.Dead}} oom={{.State.OOMKilled}} code={{.State.ExitCode}} restarts={{.RestartCount}} error={{.State.Error}}" "$@" 2>&1; }
until_state() { # name state
    for i in $(seq 500); do
        [ "$(docker inspect --format '{{.State.Status}}' "$1" 2>/dev/null)" = "$2" ] && return
        sleep 0.02
    done
    echo "$1 does not become $2"; state "$1"
}
until_file() { for i in $(seq 500); do [ -e "$shared/$1" ] && return; sleep 0.02; done; echo "$1 does not come"; }
until_gone() { for i in $(seq 500); do docker inspect "$1" >/dev/null 2>&1 || return; sleep 0.02; done; echo "$1 stays"; }
list() { docker ps --filter "label=$label" "$@" 2>&1; }
until_lines() { for i in $(seq 500); do [ "$(grep -c "$2" "$1")" -ge "$3" ] && return; sleep 0.02; done; echo "$1 has not $3 $2"; }
began=$(date +%s.%N)
docker events --since $began --filter "label=$label" --filter type=container \
    --format '{{.Action}} {{range $k, $v := .Actor.Attributes}}{{if and (ne $k "image") (ne $k "execID") (ne $k "execDuration")}}{{$k}}={{$v}} {{end}}{{end}}' \
    >$shared/events 2>&1 &
following=$!

section create
run create $new --name one $image sleep 1000
run create $new --name one $image true
run create $new --name 'not allowed' $image true
run create $new --name two --restart sometimes $image true
run create $new --name two --restart always:3 $image true
run create $new --name two --restart on-failure:-1 $image true
run create $new --name two --restart always --rm $image true
run create $new --name two --stop-signal SIGNONE $image true
run create $new --name two --memory 1m $image true
run create $new --name two --no-such-flag $image true
run create $new --name two no/such:image true
state one
list --all --format '{{.Names}}|{{.Image}}|{{.Command}}|{{.Status}}|{{.State}}|{{.Labels}}'
run inspect --format '{{.Name}} {{.Path}} {{.Args}} {{.State.Pid}} {{.State.StartedAt}} {{.State.FinishedAt}} {{.HostConfig.RestartPolicy}} {{.HostConfig.AutoRemove}}' one
run inspect --type container none

section start
run start one
run start one
run start none
run start one none
run start --checkpoint c one
state one
run inspect --format '{{if gt .State.Pid 0}}pid{{end}} {{.State.FinishedAt}}' one
list --format '{{.Names}}|{{.State}}'
run create $new --name missing $image /no/such/command
run start missing
state missing
run create $new --name folder $image /etc
run start folder
state folder
run start --attach folder
run create $new --name hello $image sh -c 'echo hello; echo oops >&2; exit 3'
run start --attach hello
run start --attach --interactive hello </dev/null
state hello
list --all --filter exited=3 --format '{{.Names}}'
run rm missing folder hello

section run
run run --rm $new $image sh -c 'exit 42'
run run --rm $new $image /no/such/command
run run --rm $new $image /etc
run run --rm $new $image sh -c 'kill -9 $$'
run run --rm $new $image sh -c 'kill -SEGV $$'
run run --rm $new --user nobody-there $image true
run run --rm $new --workdir relative $image true
run run --rm $new --runtime none $image true
run run --rm $new --memory 16m --memory-swap 16m $image tail /dev/zero
run run $new --name oom --memory 16m --memory-swap 16m $image tail /dev/zero
state oom
echo input | run run --rm --interactive $new $image cat
run rm oom
list --all --format '{{.Names}}'

section stop
run stop -t 0 one
run stop one
state one
run start one
run create $new --name polite --volume $shared:/shared $image sh -c 'trap "exit 6" TERM; trap "echo usr1" USR1; trap "exit 8" INT; touch /shared/ready; while :; do sleep 0.02; done'
run start polite
until_file ready; rm $shared/ready
run stop polite
state polite
run start polite
until_file ready; rm $shared/ready
run stop -t 5 polite
state polite
run stop none
run stop
section signal
run create $new --name sig --volume $shared:/shared $image sh -c 'trap "exit 6" TERM; trap "exit 8" INT; touch /shared/ready; while :; do sleep 0.02; done'
run start sig
until_file ready; rm $shared/ready
run stop -t 5 -s INT sig
state sig
run start sig
until_file ready; rm $shared/ready
run stop -s NOSUCH sig
run stop -s KILL sig
run rm sig

section kill
run start polite
until_file ready; rm $shared/ready
run kill --signal USR1 polite
for i in $(seq 500); do docker logs polite 2>&1 | grep -q usr1 && break; sleep 0.02; done
state polite
run kill --signal 10 polite
run kill --signal SIGUSR1 polite
run kill --signal WINCH polite
run kill --signal NOSUCH polite
run kill --signal 99 polite
run kill --signal 0 polite
run kill polite none
state polite
run kill polite
run start polite
until_file ready; rm $shared/ready
run kill --signal INT polite
until_state polite exited
state polite

section restart
run restart -t 0 one
state one
run restart -t 0 one
state one
run restart none
run start polite
until_file ready; rm $shared/ready
run restart polite
until_file ready; rm $shared/ready
state polite
run stop polite

section pause
run pause one
state one
list --filter status=paused --format '{{.Names}} {{.State}}'
run pause one
run exec one true
run start one
run restart -t 0 none
run top one -o pid,comm
run unpause one
run unpause one
run pause none
run unpause polite
run pause polite
state one
run start polite
until_file ready; rm $shared/ready
run pause polite
run stop -t 10 polite
state polite

section top
run top one -o comm,args
run top one -o nonsense
run top polite
run top none

section exec
run exec one echo said
run exec one sh -c 'exit 7'
run exec one /no/such
run exec one nosuch
run exec one /etc
run exec one sh -c 'kill -9 $$'
run exec -u 1234:4321 one id
run exec -u app one id
run exec -u none one id
run exec -e A=b -e C=d one sh -c 'echo $A $C'
run exec -w /tmp one pwd
run exec -w /no/such/dir one pwd
run exec one grep CapEff /proc/self/status
run run -d $new --name whole $image sleep 1000 >/dev/null
run exec --privileged whole grep NoNewPrivs /proc/self/status
docker rm -f whole
echo from outside | run exec -i one cat
run exec -d one sh -c 'exit 3'
run exec --detach-keys nonsense one true
run exec one
run exec polite true
run exec none true
run exec -t one tty

section rename
run rename one uno
run rename uno uno
run rename uno polite
run rename uno 'not allowed'
run rename none other
run rename uno one
list --all --format '{{.Names}}'

section update
run update --memory 64m --memory-swap 128m one
run inspect --format '{{.HostConfig.Memory}} {{.HostConfig.MemorySwap}}' one
run update --cpus 0.5 one
run inspect --format '{{.HostConfig.NanoCpus}}' one
run update --memory 1m one
run update --cpu-shares 256 --pids-limit 100 one polite
run inspect --format '{{.HostConfig.CpuShares}} {{.HostConfig.PidsLimit}}' one polite
run update --restart on-failure:4 one
run inspect --format '{{.HostConfig.RestartPolicy}}' one
run update --restart sometimes one
run update --restart no one
run update --cpuset-cpus 99 one
run update --cpuset-cpus nonsense one
run update none --memory 64m
run update one

section wait
run stop -t 0 one
run wait one polite
run wait none
run run -d $new --name brief $image sh -c 'sleep 0.3; exit 4' >/dev/null
run wait brief
run create $new --name never $image true
docker wait brief >$shared/waited 2>&1; cat $shared/waited
run rm brief never

section logs
run run $new --name talker $image sh -c 'for i in 1 2 3 4 5; do echo line $i; done'
run logs talker
run logs --tail 2 talker
run logs --tail 0 talker
run logs --follow talker
run logs none
run rm talker

section policies
run run -d $new --name failing --restart on-failure:2 $image sh -c 'exit 9' >/dev/null
until_state failing exited
state failing
run run -d $new --name fine --restart on-failure:2 $image true >/dev/null
until_state fine exited
state fine
run run -d $new --name always --restart always --volume $shared:/shared $image sh -c 'touch /shared/up; sleep 1000' >/dev/null
until_file up; rm $shared/up
run kill --signal KILL always
state always
run start always
until_file up; rm $shared/up
state always
run stop -t 0 always
state always
run rm failing fine always

section remove
run start one
run rm one
run pause one
run rm one
run unpause one
run rm -f one
run rm one
run rm -f one
run rm -f none polite
run rm
run run -d --rm $new --name fleeting $image sleep 1000 >/dev/null
run stop -t 0 fleeting
until_gone fleeting
run create $new --name pruned $image true
run container prune --force --filter label=$label
list --all --format '{{.Names}}'

section events
run create $new --name last $image true >/dev/null
run rm last >/dev/null
until_lines $shared/events 'destroy name=last' 1
kill $following
cat $shared/events
section filtered
recent=$(date +%s.%N)
docker run $new --name seen $image sh -c 'exit 3'
docker rename seen noticed
docker run $new --name unseen $image true
past() { docker events --since $recent --until $(date +%s.%N) --filter "label=$label" "$@" 2>&1; echo "exit $?"; }
past --filter event=die --filter event=oom --format '{{.Type}} {{.Action}} {{.Actor.Attributes.name}} {{.Actor.Attributes.exitCode}}'
past --filter container=noticed --format '{{.Action}}'
past --filter event=rename --format '{{.Action}} {{.Actor.Attributes.oldName}} {{.Actor.Attributes.name}}'
past --filter event=start --filter image=$image --format '{{.Actor.Attributes.name}} {{.Scope}}'
past --filter event=start --filter image=other
docker rm noticed unseen
section end
