# SPDX-License-Identifier: GPL-3.0-or-later
"""Servers under test, pinned to one core, the load on them from another, and what came of it beside its bar."""

import json
import os
import re
import signal
import socket
import statistics
import subprocess
import time
from dataclasses import dataclass

SERVER_CORE, LOAD_CORE = "0", "1"
CONNECTIONS = 32
TICK = os.sysconf("SC_CLK_TCK")
REQUEST = b"GET %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n%s\r\n"

# What a user's limits would refuse, a benchmark may do.
CONFIG = 'workers = 1\n\n[limits]\nstandard = "1000000/1s"\n'


class Subject:
    """A server under test: how it is started, and what is asked of it."""

    def __init__(self, name, command, path="/", headers=(), environment=None, ready=None,
                 script=None):
        self.name, self.path, self.headers, self.script = name, path, headers, script
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
    if subject.script:
        command += ["-s", subject.script]
    before = subject.cpu_seconds()
    output = subprocess.run([*command, f"http://127.0.0.1:{subject.port}{subject.path}"],
                            check=True, capture_output=True, text=True).stdout
    used = subject.cpu_seconds() - before
    if "Non-2xx" in output:
        raise SystemExit(f"{subject.name} refused requests:\n{output}")
    requests = int(re.search(r"(\d+) requests in", output).group(1))
    rate = float(re.search(r"Requests/sec:\s+([\d.]+)", output).group(1))
    return rate, used * 1e6 / max(requests, 1)


def measure(subjects, rounds, seconds):
    results = {subject.name: [] for subject in subjects}
    for _ in range(rounds):
        for subject in subjects:
            results[subject.name].append(load(subject, seconds))
    return {name: tuple(statistics.median(column) for column in zip(*runs)) for name, runs in results.items()}


def ostiary(name, build, data, headers=(), script=None):
    """The release server on that data folder, asked for /auth/check."""
    config = f"{data}.toml"
    with open(config, "w") as file:
        file.write(CONFIG)
    return Subject(name, [f"{build}/bin/ostiary-headless", "serve", "--data", data, "--listen", "127.0.0.1:0",
                          "--config", config, "--json"],
                   path="/auth/check", headers=headers, script=script)


@dataclass
class Row:
    name: str
    figure: float
    unit: str
    compared: float = None  # the figure of what the bar is about, where the bar is a ratio
    least: float = None  # of figure / compared
    most: float = None  # of the figure itself
    note: str = ""

    def verdict(self):
        if self.least is not None:
            return "met" if self.figure >= self.least * self.compared else "MISSED"
        if self.most is not None:
            return "met" if self.figure <= self.most else "MISSED"
        return ""

    def bar(self):
        if self.least is not None:
            return f">= {self.least} x"
        return f"<= {self.most:g} {self.unit}" if self.most is not None else ""


def show(rows):
    print(f"\n{'':42}{'figure':>12} {'':11}{'ratio':>6}  {'bar':21}")
    for row in rows:
        ratio = f"{row.figure / row.compared:6.2f}" if row.compared else f"{'':6}"
        figure = f"{row.figure:12,.0f}" if row.figure >= 100 else f"{row.figure:12.3f}"
        print(f"{row.name:42}{figure} {row.unit:11}{ratio}  {row.bar():21}{row.verdict():7}{row.note}".rstrip())
