#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Speed, side by side in one run: each server pinned to one core, the load to another.

Every round runs all subjects one after the other (A B C A B C ...), so that a busy moment of the machine hits all of
them; the median of the rounds counts. CPU time per request (user and system time of the server's processes, divided by
the requests) is the steadier figure where other programs share the cores.
"""

import argparse
import json
import os
import re
import resource
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time

SERVER_CORE, LOAD_CORE = "0", "1"
CONNECTIONS = 32
IDLE = 5000
TICK = os.sysconf("SC_CLK_TCK")
REQUEST = b"GET %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n%s\r\n"


class Subject:
    """A server under test: how it is started, and what is asked of it."""

    def __init__(self, name, command, path="/", headers=(), environment=None, ready=None):
        self.name, self.path, self.headers = name, path, headers
        self.ready = ready
        self.idle = []
        self.process = subprocess.Popen(
            ["taskset", "-c", SERVER_CORE, *command], stdout=subprocess.PIPE, text=True,
            env={**os.environ, "QT_NO_GLIB": "1", "QT_QPA_PLATFORM": "offscreen", **(environment or {})})
        self.port = ready() if ready else self.port_from_first_line()
        self.wait_for_answer()

    def port_from_first_line(self):
        line = self.process.stdout.readline()
        try:
            return int(json.loads(line)["url"].rsplit(":", 1)[1].strip("/"))
        except (ValueError, KeyError, IndexError):
            raise SystemExit(f"{self.name} did not start: {line!r}")

    def request(self):
        fields = "".join(f"{name}: {value}\r\n" for name, value in self.headers)
        return REQUEST % (self.path.encode(), self.port, fields.encode())

    def wait_for_answer(self):
        for _ in range(100):
            try:
                with socket.create_connection(("127.0.0.1", self.port), timeout=5) as connection:
                    connection.sendall(self.request())
                    status = connection.recv(4096).split(b" ", 2)[1]
                    if status[:1] == b"2":
                        return
                    raise SystemExit(f"{self.name} answers {status.decode()} instead of 200")
            except OSError:
                time.sleep(0.1)
        raise SystemExit(f"{self.name} does not answer on port {self.port}")

    def processes(self):
        """The server and its children (nginx works in one)."""
        found, waiting = [], [self.process.pid]
        while waiting:
            pid = waiting.pop()
            found.append(pid)
            try:
                with open(f"/proc/{pid}/task/{pid}/children") as children:
                    waiting += [int(child) for child in children.read().split()]
            except OSError:
                pass
        return found

    def cpu_seconds(self):
        total = 0
        for pid in self.processes():
            try:
                with open(f"/proc/{pid}/stat") as stat:
                    fields = stat.read().rsplit(")", 1)[1].split()
                total += int(fields[11]) + int(fields[12])
            except OSError:
                pass
        return total / TICK

    def resident_mb(self):
        total = 0
        for pid in self.processes():
            try:
                with open(f"/proc/{pid}/status") as status:
                    total += int(re.search(r"VmRSS:\s+(\d+)", status.read()).group(1))
            except (OSError, AttributeError):
                pass
        return total / 1024

    def open_idle(self, count):
        """Connections that have served one request and then wait, as keep-alive clients do. A process of their own holds
        them: one's descriptors would not do for all subjects."""
        ready, tell = os.pipe()
        pid = os.fork()
        if pid == 0:
            try:
                held = []
                for _ in range(count):
                    connection = socket.create_connection(("127.0.0.1", self.port), timeout=30)
                    connection.sendall(self.request())
                    connection.recv(4096)
                    held.append(connection)
                os.write(tell, b".")
                signal.pause()
            finally:
                os._exit(0)
        os.close(tell)
        opened = os.read(ready, 1)
        os.close(ready)
        self.idle.append(pid)
        if not opened:
            raise SystemExit(f"{self.name} did not take {count} idle connections")

    def close_idle(self):
        for pid in self.idle:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
        self.idle.clear()

    def stop(self):
        self.close_idle()
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def load(subject, seconds):
    """Requests per second and CPU microseconds per request."""
    command = ["taskset", "-c", LOAD_CORE, "wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s"]
    for name, value in subject.headers:
        command += ["-H", f"{name}: {value}"]
    before = subject.cpu_seconds()
    output = subprocess.run([*command, f"http://127.0.0.1:{subject.port}{subject.path}"],
                            check=True, capture_output=True, text=True).stdout
    used = subject.cpu_seconds() - before
    if "Non-2xx" in output:
        raise SystemExit(f"{subject.name} refused requests:\n{output}")
    requests = int(re.search(r"(\d+) requests in", output).group(1))
    rate = float(re.search(r"Requests/sec:\s+([\d.]+)", output).group(1))
    return rate, used * 1e6 / max(requests, 1)


# ---- the subjects ------------------------------------------------------------------------------------------------------

NGINX = """\
daemon off; worker_processes 1; pid {folder}/nginx.pid; error_log {folder}/error.log;
events {{ worker_connections 20000; }}
http {{
    access_log off; keepalive_requests 1000000000; keepalive_timeout 3600s; default_type application/json;
    client_body_temp_path {folder}/a; proxy_temp_path {folder}/b; fastcgi_temp_path {folder}/c;
    uwsgi_temp_path {folder}/d; scgi_temp_path {folder}/e;
    server {{ listen 127.0.0.1:{port}; location / {{ return 200 '{{"active":true}}'; }} }}
}}
"""

LIMITS = 'workers = 1\n\n[limits]\nstandard = "1000000/1s"\n'


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def bare(build, folder):
    return Subject("bare QHttpServer", [f"{build}/bin/bench_bare_server"])


def nginx(build, folder):
    program = shutil.which("nginx") or "/usr/sbin/nginx"
    port = free_port()
    config = f"{folder}/nginx.conf"
    with open(config, "w") as file:
        file.write(NGINX.format(folder=folder, port=port))
    return Subject("nginx return 200", [program, "-e", f"{folder}/error.log", "-c", config], ready=lambda: port)


def front(build, folder):
    return Subject("front, trivial endpoint", [f"{build}/bin/bench_front_server"])


def ostiary(build, folder):
    program, data, config = f"{build}/bin/ostiary-headless", f"{folder}/data", f"{folder}/bench.toml"
    with open(config, "w") as file:
        file.write(LIMITS)

    def run(*arguments, typed=None):
        return subprocess.run([program, *arguments, "--data", data], input=typed, check=True, capture_output=True,
                              text=True).stdout

    run("account", "create", "bench@example.org", "--password-file", "-", typed="correct horse battery staple\n")
    key = json.loads(run("key", "create", "--account", "bench@example.org", "--kind", "fos", "--name", "bench", "--json"))
    return Subject("Ostiary /auth/check with a key",
                   [program, "serve", "--data", data, "--listen", "127.0.0.1:0", "--config", config, "--json"],
                   path="/auth/check", headers=[("X-ForgeOS-API-Key", key["secret"])])


SUBJECTS = {"bare": bare, "nginx": nginx, "front": front, "ostiary": ostiary}


# ---- the run -----------------------------------------------------------------------------------------------------------

def measure(subjects, rounds, seconds):
    results = {subject.name: [] for subject in subjects}
    for _ in range(rounds):
        for subject in subjects:
            results[subject.name].append(load(subject, seconds))
    return {name: tuple(statistics.median(column) for column in zip(*runs)) for name, runs in results.items()}


def show(title, results, alone, memory):
    def ratio(value, other):
        return f"{value / other:9.2f}" if other else f"{'-':>9}"

    bare_rate, bare_cost = results.get("bare QHttpServer", (0, 0))
    nginx_rate, _ = results.get("nginx return 200", (0, 0))
    print(f"\n{title}\n{'':32}{'requests/s':>12}{'x bare':>9}{'x nginx':>9}{'x alone':>9}"
          f"{'CPU us/req':>12}{'x bare':>9}{'x alone':>9}{'MB':>8}")
    for name, (rate, cost) in results.items():
        alone_rate, alone_cost = alone[name]
        print(f"{name:32}{rate:12,.0f}{ratio(rate, bare_rate)}{ratio(rate, nginx_rate)}{ratio(rate, alone_rate)}"
              f"{cost:12.2f}{ratio(cost, bare_cost)}{ratio(cost, alone_cost)}{memory[name]:8.1f}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", required=True, help="the build folder, e.g. build/release")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=2, help="length of one run")
    parser.add_argument("--idle", type=int, default=IDLE, help="idle connections in the second table")
    parser.add_argument("names", nargs="*", help=f"which of {', '.join(SUBJECTS)}; default: all that are built")
    options = parser.parse_args()

    if unknown := [name for name in options.names if name not in SUBJECTS]:
        parser.error(f"there is no subject {', '.join(unknown)}; choose from {', '.join(SUBJECTS)}")
    if len(os.sched_getaffinity(0)) < 2:
        sys.exit("This needs two cores: one for the server, one for the load.")
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    idle = min(options.idle, hard - 1000)

    names = options.names or [name for name in SUBJECTS
                              if name != "ostiary" or os.path.exists(f"{options.build}/bin/ostiary-headless")]
    subjects = []
    with tempfile.TemporaryDirectory(prefix="ostiary-bench-") as folder:
        try:
            subjects.extend(SUBJECTS[name](options.build, folder) for name in names)
            alone = measure(subjects, options.rounds, options.seconds)
            show(f"{CONNECTIONS} connections", alone, alone, {s.name: s.resident_mb() for s in subjects})
            for subject in subjects:
                subject.open_idle(idle)
            crowded = measure(subjects, options.rounds, options.seconds)
            show(f"{CONNECTIONS} connections, and {idle} idle ones besides", crowded, alone,
                 {s.name: s.resident_mb() for s in subjects})
        finally:
            for subject in subjects:
                subject.stop()


if __name__ == "__main__":
    main()
