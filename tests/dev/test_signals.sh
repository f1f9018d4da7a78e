#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# `./dev run` is ended by its id: the server behind it ends too, in good order, and the exit codes come back. Run by `./dev test`
# outside of CTest, since only there the private root (where there is one) stands between the script and the program.
set -euo pipefail
dev=$(cd "$(dirname "$0")/../.." && pwd)/dev
work=$(mktemp -d)
script= server=
trap 'kill -KILL $script $server 2>/dev/null || true; rm -rf "$work"' EXIT
fail() { printf 'tests/dev/test_signals.sh: %s\n' "$*" >&2; cat "$work/log" >&2; exit 1; }

name_of() { cat "/proc/$1/comm" 2>/dev/null || true; }
parent_of() { sed -n 's/^PPid:\t//p' "/proc/$1/status"; }

serve() { # sets $script and $server, the ids of ./dev and of the server
  "$dev" run -- serve --data "$work/data" --listen 127.0.0.1:0 --json >"$work/out" 2>"$work/log" </dev/null &
  script=$!
  for _ in $(seq 300); do
    grep -q '"event":"listening"' "$work/out" && break
    kill -0 "$script" 2>/dev/null || fail 'the server did not start'
    sleep 0.1
  done
  server=
  for process in /proc/[0-9]*; do
    [ "$(name_of "${process#/proc/}")" = ostiary ] || continue
    ! grep -qzxF "$work/data" "$process/cmdline" || server=${process#/proc/}
  done
  [ -n "$server" ] || fail 'the server that listens is not to be found'
}

await_end() { # ID
  for _ in $(seq 100); do kill -0 "$1" 2>/dev/null || return 0; sleep 0.1; done
  kill -KILL "$1"
  fail "$2"
}

serve
kill -TERM "$script"
code=0; wait "$script" || code=$?
[ "$code" = 0 ] || fail "the server should have ended in good order, but the exit code is $code"
await_end "$server" 'the server outlived ./dev, which was asked to end'

serve
if [ "$(name_of "$(parent_of "$server")")" = bwrap ]; then # a killed script can hand nothing on; bwrap notices
  kill -KILL "$script"
  await_end "$server" 'the server outlived ./dev, which was killed'
else
  kill -TERM "$script"
fi
wait "$script" 2>/dev/null || true
script= server=

code=0; "$dev" shell -- bash -c 'exit 7' || code=$?
[ "$code" = 7 ] || fail "an exit code of 7 came back as $code"
[ "$(echo word | "$dev" shell -- cat)" = word ] || fail 'standard input did not arrive'
printf '    passed: ./dev hands signals, exit codes and input on\n'
