# SPDX-License-Identifier: GPL-3.0-or-later
"""What signing in gives away and costs: a wrong password beside an unknown e-mail, and the sign-in page in Chromium."""

import http.client
import json
import os
import statistics
import subprocess
import time

from harness import Row, Subject, show

TRIES = 200
PAGES = 20
PASSWORD = "lantern ferry quartz meadow"
CONFIG = 'workers = 1\n\n[limits]\nauth = "1000000/1s"\nstandard = "1000000/1s"\n'


def server(build, folder):
    data, config = f"{folder}/accounts", f"{folder}/accounts.toml"
    with open(config, "w") as file:
        file.write(CONFIG)
    return Subject("accounts", [f"{build}/bin/ostiary-headless", "serve", "--data", data, "--listen", "127.0.0.1:0",
                                "--config", config, "--json"], path="/livez")


def post(connection, path, body):
    """The status, and how long it took in milliseconds."""
    begin = time.monotonic()
    connection.request("POST", path, json.dumps(body), {"Content-Type": "application/json"})
    answer = connection.getresponse()
    answer.read()
    return answer.status, (time.monotonic() - begin) * 1000


def sign_ins(subject):
    """One wrong password and one unknown address after the other, each for an account of its own: none gets locked."""
    connection = http.client.HTTPConnection("127.0.0.1", subject.port)
    wrong, unknown = [], []
    people = TRIES // 4  # four wrong tries each, below what locks an account
    for number in range(people):
        status, _ = post(connection, "/auth/register", {"email": f"p{number}@example.org", "password": PASSWORD})
        if status != 201:
            raise SystemExit(f"/auth/register answers {status}")
    for attempt in range(TRIES):
        for name, took in ((f"p{attempt % people}", wrong), (f"nobody{attempt % people}", unknown)):
            status, ms = post(connection, "/auth/login", {"email": f"{name}@example.org", "password": "not " + PASSWORD})
            if status != 401:
                raise SystemExit(f"/auth/login answers {status}")
            took.append(ms)
    return statistics.median(wrong), statistics.median(unknown)


def page(subject):
    script = os.path.join(os.path.dirname(__file__), "sign_in_page.js")
    output = subprocess.run(["node", script, f"http://127.0.0.1:{subject.port}", str(PAGES)], check=True,
                            capture_output=True, text=True).stdout
    return statistics.median(map(float, output.split()))


def run(options, folder, subjects):
    subject = server(options.build, folder)
    subjects.append(subject)
    wrong, unknown = sign_ins(subject)
    rows = [Row(f"wrong password, median of {TRIES}", wrong, "ms"),
            Row(f"unknown e-mail, median of {TRIES}", unknown, "ms"),
            Row("how far they are apart", abs(wrong - unknown), "ms", most=5)]
    if os.path.isdir(os.path.join(os.path.dirname(__file__), "../interop/node_modules")):
        rows.append(Row(f"sign-in page interactive, median of {PAGES}", page(subject), "ms", most=100))
    else:
        print("no tests/interop/node_modules: the sign-in page is left out; `./dev test` installs it")
    show(rows)
