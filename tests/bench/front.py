# SPDX-License-Identifier: GPL-3.0-or-later
"""What the front costs: /auth/check beside a bare QHttpServer, nginx, and the front with an application that does nothing."""

import json
import os
import shutil
import socket
import subprocess

from harness import CONNECTIONS, Subject, measure
from harness import ostiary as ostiary_server

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
    program, data = f"{build}/bin/ostiary-headless", f"{folder}/data"

    def run(*arguments, typed=None):
        return subprocess.run([program, *arguments, "--data", data], input=typed, check=True, capture_output=True,
                              text=True).stdout

    run("account", "create", "bench@example.org", "--password-file", "-", typed="correct horse battery staple\n")
    key = json.loads(run("key", "create", "--account", "bench@example.org", "--kind", "fos", "--name", "bench", "--json"))
    return ostiary_server("Ostiary /auth/check with a key", build, data,
                          headers=[("X-ForgeOS-API-Key", key["secret"])])


SUBJECTS = {"bare": bare, "nginx": nginx, "front": front, "ostiary": ostiary}


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


def run(options, folder, subjects):
    names = options.names or [name for name in SUBJECTS
                              if name != "ostiary" or os.path.exists(f"{options.build}/bin/ostiary-headless")]
    subjects.extend(SUBJECTS[name](options.build, folder) for name in names)
    alone = measure(subjects, options.rounds, options.seconds)
    show(f"{CONNECTIONS} connections", alone, alone, {s.name: s.resident_mb() for s in subjects})
    for subject in subjects:
        subject.open_idle(options.idle)
    crowded = measure(subjects, options.rounds, options.seconds)
    show(f"{CONNECTIONS} connections, and {options.idle} idle ones besides", crowded, alone,
         {s.name: s.resident_mb() for s in subjects})
