# What run and profile share: tools, processes, the servers under test. Sourced, not run.
# shellcheck shell=bash

BENCH=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
ROOT=$(cd "$BENCH/../.." && pwd)
TARGET=$BENCH/target
CLASSES=$TARGET/classes
CARAVAN_JAR=${CARAVAN_JAR:-$ROOT/gateway-app/target/caravan.jar}
CARAVAN_OPTS=${CARAVAN_OPTS:--Xmx512m}
INSTALL=${INSTALL:-yes}
LIFE_SECONDS=900

export LC_ALL=C.UTF-8
export BENCH_BODY=$BENCH/chat.json
export BENCH_KEY=sk-caravan-bench-0123456789abcdef0123456789abcdef

PIDS=()
WORK=$(mktemp -d "${TMPDIR:-/tmp}/caravan-bench.XXXXXX")
trap finish EXIT
trap 'exit 130' INT TERM

say() { printf '%s\n' "$*" >&2; }

die() {
    say "bench: $*"
    exit 1
}

finish() {
    local pid
    for pid in "${PIDS[@]}"; do
        stop "$pid"
    done
    withdraw_policy
    rm -rf "$WORK"
}

# Ends a process that this script started: politely, and after ten seconds by force.
stop() {
    local pid=$1 i
    kill -TERM "$pid" 2>/dev/null || return 0
    for ((i = 0; i < 100; i++)); do
        kill -0 "$pid" 2>/dev/null || break
        sleep 0.1
    done
    kill -KILL "$pid" 2>/dev/null || true
    wait "$pid" 2>/dev/null || true
}

# ---- tools -----------------------------------------------------------------------------------------------------------

START_POLICY=/usr/sbin/policy-rc.d
OWN_POLICY=no

withdraw_policy() {
    [[ $OWN_POLICY == no ]] || rm -f "$START_POLICY"
    OWN_POLICY=no
}

# Makes a command available: name of the command, package that brings it. Installing needs root and apt-get.
ensure() {
    local command=$1 package=$2
    command -v "$command" >/dev/null && return 0
    if [[ $INSTALL != yes || $(id -u) -ne 0 ]] || ! command -v apt-get >/dev/null; then
        say "$command is missing: install the package $package, or run this as root where there is apt-get"
        return 1
    fi
    say "installing $package"
    # A freshly installed web server must not start as a service on this machine.
    if [[ ! -e $START_POLICY ]]; then
        OWN_POLICY=yes
        printf '#!/bin/sh\nexit 101\n' >"$START_POLICY" && chmod +x "$START_POLICY"
    fi
    { apt-get -qq update && DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends "$package"; } \
        >"$WORK/apt.log" 2>&1 || tail -3 "$WORK/apt.log" >&2
    withdraw_policy
    command -v "$command" >/dev/null
}

java_major() {
    "$1/bin/java" -version 2>&1 | sed -n 's/.* version "\([0-9]*\).*/\1/p' | head -1
}

# The home of a JDK of the given major version, or nothing.
jdk_home() {
    local wanted=$1 specific="JAVA${1}_HOME" home
    for home in "${!specific:-}" "${JAVA_HOME:-}" /usr/lib/jvm/* "$(default_java_home)"; do
        if [[ -n $home && -x $home/bin/java && $(java_major "$home") == "$wanted" ]]; then
            printf '%s\n' "$home"
            return
        fi
    done
}

default_java_home() {
    local java
    java=$(command -v java) || return 0
    java=$(readlink -f "$java")
    printf '%s\n' "${java%/bin/java}"
}

# The JDK that runs the instruments and the build: JAVA_HOME, else the java of the path.
tool_jdk() {
    local home=${JAVA_HOME:-$(default_java_home)}
    [[ -n $home && -x $home/bin/javac ]] || die "no JDK found: set JAVA_HOME to a JDK of version 17 or later"
    printf '%s\n' "$home"
}

compile_instruments() {
    rm -rf "$CLASSES"
    mkdir -p "$CLASSES"
    "$TOOL_JDK/bin/javac" -encoding UTF-8 -d "$CLASSES" "$BENCH"/java/dev/caravan/bench/*.java
}

# Runs one of the instruments: seconds it may take, class, arguments.
instrument() {
    local limit=$1 class=$2
    shift 2
    timeout "$limit" "$TOOL_JDK/bin/java" -XX:+UseSerialGC -Xms64m -Xmx256m -Xshare:auto -cp "$CLASSES" \
        "dev.caravan.bench.$class" "$@"
}

ensure_jar() {
    if [[ ! -f $CARAVAN_JAR ]]; then
        say "building $CARAVAN_JAR"
        (cd "$ROOT" && ./mvnw -q -DskipTests package) >&2 || return 1
    fi
    # A copy, because a build that replaces the jar would break the running process.
    cp "$CARAVAN_JAR" "$WORK/caravan.jar"
}

# ---- processors and processes ----------------------------------------------------------------------------------------

# Chooses ALL_CPUS, PROXY_CPU, MOCK_CPU, LOAD_CPU; empty when there is nothing to choose from.
choose_cpus() {
    ALL_CPUS='' PROXY_CPU='' MOCK_CPU='' LOAD_CPU=''
    [[ ${PIN:-yes} == yes ]] && command -v taskset >/dev/null || return 0
    local cpus=() range
    ALL_CPUS=$(taskset -pc $$ | sed 's/.*: //')
    for range in ${ALL_CPUS//,/ }; do
        mapfile -t -O "${#cpus[@]}" cpus < <(seq "${range%-*}" "${range#*-}")
    done
    ((${#cpus[@]} >= 2)) || return 0
    PROXY_CPU=${cpus[0]}
    MOCK_CPU=${cpus[1]}
    LOAD_CPU=${cpus[2]:-${cpus[1]}}
    # The script and all that it starts from here on, unless told otherwise, share the load generator's processor.
    taskset -pc "$LOAD_CPU" $$ >/dev/null
}

# Runs a command on the given processors; anywhere when the first argument is empty.
on_cpu() {
    local cpus=$1
    shift
    if [[ -n $cpus ]]; then
        exec taskset -c "$cpus" "$@"
    fi
    exec "$@"
}

# Binds a process, its threads and its descendants to the proxy's processor.
pin() {
    local pid
    [[ -n $PROXY_CPU ]] || return 0
    for pid in $(tree "$1"); do
        taskset -apc "$PROXY_CPU" "$pid" >/dev/null
    done
}

free_port() {
    local port
    for _ in {1..100}; do
        port=$((20000 + RANDOM % 12000))
        if [[ " ${USED_PORTS:-} " != *" $port "* ]] && ! port_open "$port"; then
            USED_PORTS="${USED_PORTS:-} $port"
            FREE_PORT=$port
            return
        fi
    done
    die "no free port found"
}

port_open() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# Waits until a port accepts connections: port, process that should open it, seconds.
await_port() {
    local port=$1 pid=$2 i
    for ((i = 0; i < $3 * 50; i++)); do
        port_open "$port" && return 0
        kill -0 "$pid" 2>/dev/null || return 1
        sleep 0.02
    done
    return 1
}

# Sends one chat call and prints the status line of the answer.
first_answer() {
    local body line=''
    body=$(<"$BENCH_BODY")
    {
        printf 'POST /v1/chat/completions HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n'
        printf 'Authorization: Bearer %s\r\nConnection: close\r\nContent-Length: %d\r\n\r\n%s' \
            "$BENCH_KEY" "${#body}" "$body"
    } 2>/dev/null >&3 && IFS= read -r -t 10 line <&3
    printf '%s\n' "${line%$'\r'}"
} 3<>"/dev/tcp/127.0.0.1/$1" 2>/dev/null

# The process and its descendants.
tree() {
    local pid=$1 directory line
    printf '%s\n' "$pid"
    for directory in /proc/[0-9]*; do
        read -r line <"$directory/stat" || continue
        # After the parenthesis that closes the name: the state and the parent.
        # shellcheck disable=SC2086
        set -- ${line##*) }
        if [[ ${2:-} == "$pid" ]]; then
            tree "${directory#/proc/}"
        fi
    done 2>/dev/null
}

# User and system time of a process tree so far, in clock ticks.
cpu_ticks() {
    local pid line total=0
    for pid in $(tree "$1"); do
        read -r line <"/proc/$pid/stat"
        # shellcheck disable=SC2086
        set -- ${line##*) }
        total=$((total + ${12} + ${13}))
    done
    printf '%s\n' "$total"
}

# The part of it that the JVM's compiler threads took; 0 for a process that is no JVM.
compiler_ticks() {
    local task line total=0
    for task in /proc/"$1"/task/*; do
        read -r line <"$task/stat" || continue
        [[ $line == *"(C"[12]" Compiler"* ]] || continue
        # shellcheck disable=SC2086
        set -- ${line##*) }
        total=$((total + ${12} + ${13}))
    done 2>/dev/null
    printf '%s\n' "$total"
}

# Resident memory of a process tree in MiB.
rss_mib() {
    local pid files=()
    for pid in $(tree "$1"); do
        files+=("/proc/$pid/status")
    done
    awk '/^VmRSS:/ { kib += $2 } END { printf "%.1f\n", kib / 1024 }' "${files[@]}"
}

# How much of the machine is in use, in percent, over some seconds.
busy_percent() {
    local before after
    before=$(cpu_line)
    sleep "$1"
    after=$(cpu_line)
    # user nice system idle iowait irq softirq steal; what is not idle or waiting for a disk is use.
    awk -v before="$before" -v after="$after" 'BEGIN {
        n = split(before, b, " "); split(after, a, " ")
        for (i = 2; i <= 9 && i <= n; i++) { all += a[i] - b[i]; if (i != 5 && i != 6) busy += a[i] - b[i] }
        printf "%d\n", all ? busy * 100 / all : 0
    }'
}

cpu_line() { head -1 /proc/stat; }

# Clock ticks that the proxy's processor has been in use so far, whoever used it; 0 when no processor was chosen.
proxy_cpu_ticks() {
    awk -v cpu="cpu$PROXY_CPU" '$1 == cpu { busy = $2 + $3 + $4 + $7 + $8 + $9 } END { print busy + 0 }' /proc/stat
}

# ---- servers ---------------------------------------------------------------------------------------------------------

nginx_common() {
    local name=$1
    [[ $(id -u) -ne 0 ]] || echo "user root;"
    cat <<CONF
daemon off;
worker_processes 1;
pid $WORK/$name.pid;
error_log $WORK/$name-error.log;
events { worker_connections 8192; }
CONF
}

nginx_paths() {
    local kind
    for kind in client_body proxy fastcgi uwsgi scgi; do
        echo "    ${kind}_temp_path $WORK/$1-$kind;"
    done
    echo "    default_type application/json;"
    echo "    keepalive_requests 1000000000;"
    echo "    keepalive_timeout 600s;"
}

# Starts the mock upstream. Sets MOCK_PORT (whole answers), STREAM_PORT (streams).
start_mocks() {
    local answer
    answer=$(<"$BENCH/answer.json")
    (on_cpu "$MOCK_CPU" "$TOOL_JDK/bin/java" -XX:+UseSerialGC -Xmx256m -cp "$CLASSES" dev.caravan.bench.MockUpstream \
        port=0 answer="$BENCH/answer.json" life=$LIFE_SECONDS >"$WORK/mock.out" 2>&1) &
    PIDS+=($!)
    for _ in {1..200}; do
        STREAM_PORT=$(sed -n 's/^listening on //p' "$WORK/mock.out")
        [[ -z $STREAM_PORT ]] || break
        sleep 0.05
    done
    [[ -n $STREAM_PORT ]] || die "the mock upstream did not start: $(<"$WORK/mock.out")"
    MOCK_PORT=$STREAM_PORT
    MOCK_KIND="Java NIO"
    [[ $HAVE_NGINX == yes ]] || return 0
    free_port
    MOCK_PORT=$FREE_PORT
    MOCK_KIND="nginx"
    {
        nginx_common mock
        echo "http {"
        nginx_paths mock
        echo "    access_log off;"
        echo "    server {"
        echo "        listen 127.0.0.1:$MOCK_PORT backlog=4096;"
        echo "        location / { return 200 '$answer'; }"
        echo "    }"
        echo "}"
    } >"$WORK/mock.conf"
    (on_cpu "$MOCK_CPU" nginx -p "$WORK" -e "$WORK/mock-error.log" -c "$WORK/mock.conf") &
    PIDS+=($!)
    await_port "$MOCK_PORT" $! 5 || die "the mock nginx did not start: $(tail -3 "$WORK/mock-error.log")"
}

# Writes the reverse proxy's configuration: port for whole answers, port for streams.
nginx_config() {
    local listen
    nginx_common proxy
    echo "http {"
    nginx_paths proxy
    cat <<CONF
    access_log $WORK/nginx-access.log;
    upstream whole { server 127.0.0.1:$MOCK_PORT; keepalive $((CONNECTIONS > 64 ? CONNECTIONS : 64)); keepalive_requests 1000000000; }
    upstream streams { server 127.0.0.1:$STREAM_PORT; keepalive 64; }
    proxy_http_version 1.1;
    proxy_set_header Connection "";
    proxy_read_timeout 600s;
    server {
        listen 127.0.0.1:$1 backlog=4096;
        location / { proxy_pass http://whole; }
    }
    server {
        listen 127.0.0.1:$2 backlog=4096;
        location / { proxy_pass http://streams; proxy_buffering off; }
    }
}
CONF
}

# Writes the gateway's configuration: port, column. A column that ends in -all has every step on.
caravan_config() {
    local every=
    [[ $2 != *-all ]] || every=yes
    cat <<CONF
server:
  host: 127.0.0.1
  port: $1
  event-loops: 1
  access-log: true
database: $([[ -n ${DATABASE_URL:-} ]] && echo "{url: \"$DATABASE_URL\", user: postgres, password: postgres}" || echo "{url: \"jdbc:h2:file:$WORK/data/$2\"}")
providers:
  openai:
    plugin: openai
    url: "http://127.0.0.1:$MOCK_PORT/v1"
    api-key: sk-upstream
  streams:
    plugin: openai
    url: "http://127.0.0.1:$STREAM_PORT/v1"
    api-key: sk-upstream
ledger: $([[ ${LEDGER:-off} == off ]] && echo "{enabled: false}" || echo "{bodies: $LEDGER}")
keys:
  - name: bench
    key: \${BENCH_KEY}
    role: member
CONF
    [[ -z $every ]] || sed "s|@BENCH@|$BENCH|" "$BENCH/every-step.yaml"
}

# Starts a server on all processors and waits for its first answer: column, port, command. Sets STARTED_PID, and
# START_MILLIS, the time from the start of the process to the end of the first status line. False when it fails.
start_server() {
    local column=$1 port=$2 began status
    shift 2
    began=$(date +%s%N)
    (cd "$WORK" && on_cpu "$ALL_CPUS" "$@" >>"$WORK/$column.log" 2>&1) &
    STARTED_PID=$!
    PIDS+=("$STARTED_PID")
    if ! await_port "$port" "$STARTED_PID" 60; then
        say "$column did not open its port; the end of its log:"
        tail -15 "$WORK/$column.log" >&2
        return 1
    fi
    status=$(first_answer "$port")
    START_MILLIS=$((($(date +%s%N) - began) / 1000000))
    if [[ $status != *" 200 "* ]]; then
        say "$column answered '$status' to the first call; the end of its log:"
        tail -15 "$WORK/$column.log" >&2
        return 1
    fi
}

start_nginx() {
    free_port
    NGINX_PORT=$FREE_PORT
    free_port
    NGINX_STREAM_PORT=$FREE_PORT
    nginx_config "$NGINX_PORT" "$NGINX_STREAM_PORT" >"$WORK/proxy.conf"
    start_server nginx "$NGINX_PORT" nginx -p "$WORK" -e "$WORK/proxy-error.log" -c "$WORK/proxy.conf"
}

# Starts Caravan: column, home of the JDK, more flags for the JVM. Sets CARAVAN_PORT.
start_caravan() {
    local column=$1 home=$2
    shift 2
    free_port
    CARAVAN_PORT=$FREE_PORT
    caravan_config "$CARAVAN_PORT" "$column" >"$WORK/$column.yaml"
    # shellcheck disable=SC2086
    JAVA_HOME=$home start_server "$column" "$CARAVAN_PORT" \
        "$home/bin/java" $CARAVAN_OPTS "$@" -jar "$WORK/caravan.jar" --config="$WORK/$column.yaml" --admin-port=0
}

# Saturates a server: port, seconds. Prints: requests, duration in µs, p50 and p99 in µs, errors.
saturate() {
    timeout $(($2 + 20)) wrk -t1 -c"$CONNECTIONS" -d"${2}s" -s "$BENCH/chat.lua" \
        "http://127.0.0.1:$1/v1/chat/completions" | sed -n 's/^result //p'
}

# Loads a server until its CPU time per request no longer falls, in steps of four seconds: port, process, seconds at most.
warm_up() {
    local port=$1 pid=$2 end=$((SECONDS + $3)) last=0 all=0 before requests now
    while ((SECONDS < end)); do
        before=$(cpu_ticks "$pid")
        read -r requests _ < <(saturate "$port" 4) || return
        ((requests > 0)) || return
        now=$((($(cpu_ticks "$pid") - before) * 1000000 / requests))
        all=$((all + requests))
        # Fewer requests than this do not bring all hot methods to the last stage of compilation.
        if ((all > 300000 && now > last * 95 / 100)); then
            return
        fi
        last=$now
    done
}
