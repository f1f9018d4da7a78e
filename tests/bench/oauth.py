# SPDX-License-Identifier: GPL-3.0-or-later
"""The authorization server's speed beside node-oidc-provider's, and beside what openssl can sign, in one run.

Ostiary writes everything durably (SQLite, synchronous=FULL); the peer keeps all in memory. Authorize and token exchange
(with a remembered consent) is measured for Ostiary alone: the peer's needs an application of one's own around it.
"""

import base64
import hashlib
import http.client
import json
import os
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request

from harness import CONNECTIONS, LOAD_CORE, SERVER_CORE, Row, show

FAMILIES = 96  # refresh tokens in turn, so that no connection waits for another's
REGISTRATIONS = 200
SECONDS = 3  # of one run
PEER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "oidc_provider")
VERIFIER = "bench-" + "v" * 43
ROWS = {"authorize": "authorize + token (2 requests)", "refresh": "refresh, rotated", "credentials": "client credentials",
        "introspect": "introspection", "discovery": "discovery", "register": "registration (one by one)"}
CONFIG = """workers = 1
[limits]
standard = "1000000/1s"
fvk = "1000000/1s"
auth = "1000000/1s"
"""


class Server:
    def __init__(self, name, command):
        self.name = name
        self.process = subprocess.Popen(["taskset", "-c", SERVER_CORE, *command], stdout=subprocess.PIPE, text=True,
                                        env={**os.environ, "QT_NO_GLIB": "1"})
        line = self.process.stdout.readline()
        if not line:
            sys.exit(f"{name} did not start.")
        self.hello = json.loads(line)
        self.url = self.hello["url"].rstrip("/")
        self.work = {}

    def cpu_seconds(self):
        with open(f"/proc/{self.process.pid}/stat") as stat:
            fields = stat.read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def stop(self):
        self.process.terminate()
        self.process.wait(15)


class NoRedirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


def call(url, data=None, headers=None, kind="form"):
    """Status, headers and body; redirects are answers."""
    if data is not None:
        data = json.dumps(data).encode() if kind == "json" else urllib.parse.urlencode(data).encode()
    headers = {**({"Content-Type": "application/json"} if kind == "json" else {}), **(headers or {})}
    opener = urllib.request.build_opener(NoRedirects)
    try:
        with opener.open(urllib.request.Request(url, data, headers), timeout=20) as answer:
            return answer.status, answer.headers, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.headers, error.read().decode()


def ostiary(build, folder):
    program, data, config = f"{build}/bin/ostiary-headless", f"{folder}/data", f"{folder}/bench.toml"
    with open(config, "w") as file:
        file.write(CONFIG)
    subprocess.run([program, "account", "create", "bench@example.org", "--password-file", "-", "--data", data],
                   input="correct horse battery staple\n", text=True, check=True, capture_output=True)
    server = Server("Ostiary", [program, "serve", "--data", data, "--listen", "127.0.0.1:0", "--config", config, "--json"])
    url = server.url

    login = {"email": "bench@example.org", "password": "correct horse battery staple"}
    status, headers, _ = call(f"{url}/auth/login", login, kind="json")
    assert status == 200, status
    cookie = "; ".join(value.split(";")[0] for value in headers.get_all("Set-Cookie"))
    wishes = {"client_name": "bench", "redirect_uris": ["https://app.example/callback"],
              "token_endpoint_auth_method": "client_secret_post",
              "grant_types": ["authorization_code", "refresh_token", "client_credentials"]}
    client = json.loads(call(f"{url}/api/oauth/register", wishes, kind="json")[2])
    subprocess.run([program, "client", "allow", client["client_id"], "--owner", "bench@example.org", "--data", data],
                   check=True, capture_output=True)
    key = subprocess.run([program, "key", "create", "--account", "bench@example.org", "--kind", "fos", "--name", "bench",
                          "--data", data], check=True,
                         capture_output=True, text=True).stdout.split()[0]
    challenge = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).decode().rstrip("=")
    query = urllib.parse.urlencode({"client_id": client["client_id"], "response_type": "code",
                                    "redirect_uri": "https://app.example/callback", "code_challenge": challenge,
                                    "code_challenge_method": "S256", "scope": "projects:read"})
    authorize = f"/api/oauth/authorize?{query}"

    def code():
        location = call(url + authorize, headers={"Cookie": cookie})[1]["Location"]
        if location.startswith("/consent"):  # the first time somebody is asked
            page = call(url + location, headers={"Cookie": cookie})[2]
            form = {name: re.search(f'name="{name}" value="([^"]*)"', page).group(1) for name in ("id", "csrf")}
            call(f"{url}/consent", {**form, "decision": "allow"}, {"Cookie": cookie})
            location = call(url + location, headers={"Cookie": cookie})[1]["Location"]
        return urllib.parse.parse_qs(urllib.parse.urlsplit(location).query)["code"][0]

    def tokens():
        form = {"grant_type": "authorization_code", "code": code(), "code_verifier": VERIFIER,
                "client_id": client["client_id"], "client_secret": client["client_secret"]}
        return json.loads(call(f"{url}/api/oauth/token", form)[2])

    families = [tokens() for _ in range(FAMILIES)]
    server.work = {"client_id": client["client_id"], "client_secret": client["client_secret"], "verifier": VERIFIER,
                   "cookie": cookie, "key": key, "authorize": authorize, "token": "/api/oauth/token",
                   "introspect": "/api/oauth/introspect", "register": "/api/oauth/register",
                   "discovery": "/.well-known/oauth-authorization-server",
                   "access_token": families[0]["access_token"],
                   "refresh_token": [family["refresh_token"] for family in families]}
    return server


def peer():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = Server("oidc-provider", ["node", f"{PEER}/peer.mjs", str(FAMILIES), str(port)])
    hello = server.hello
    server.work = {"client_id": hello["client"]["client_id"], "client_secret": hello["client"]["client_secret"],
                   **hello["paths"], "access_token": hello["introspect"], "refresh_token": hello["refresh"]}
    return server


def load(server, row, seconds, folder):
    """Requests per second, 99th percentile in ms, CPU microseconds per request."""
    work = f"{folder}/work.tsv"
    with open(work, "w") as file:
        for name, value in server.work.items():
            for item in value if isinstance(value, list) else [value]:
                file.write(f"{name}\t{item}\n")
    before, started = server.cpu_seconds(), time.monotonic()
    output = subprocess.run(["taskset", "-c", LOAD_CORE, "wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s",
                             "-s", f"{PEER}/load.lua", server.url], check=True, capture_output=True, text=True,
                            env={**os.environ, "OAUTH_ROW": row, "OAUTH_WORK": work}).stdout
    cpu, took = server.cpu_seconds() - before, time.monotonic() - started
    figure = {name: int(value) for name, value in re.findall(r"^(P99_US|SENT|REFUSED) (\d+)", output, re.M)}
    sent, refused = figure["SENT"], figure["REFUSED"]
    if refused > sent * 0.01:
        sys.exit(f"{server.name} refused {refused} of {sent} requests of {row}:\n{output}")
    return sent / took, figure["P99_US"] / 1000, cpu * 1e6 / max(sent, 1)


def registrations(server):
    """One after the other and few of them: an address has a limit that nobody can lift."""
    connection = http.client.HTTPConnection(urllib.parse.urlsplit(server.url).netloc)
    body = json.dumps({"client_name": "bench", "redirect_uris": ["https://app.example/callback"]})
    before, times = server.cpu_seconds(), []
    for _ in range(REGISTRATIONS):
        started = time.monotonic()
        connection.request("POST", server.work["register"], body, {"Content-Type": "application/json"})
        answer = connection.getresponse()
        answer.read()
        if answer.status != 201:
            sys.exit(f"{server.name} answers a registration with {answer.status}.")
        times.append(time.monotonic() - started)
    cpu = server.cpu_seconds() - before
    return len(times) / sum(times), sorted(times)[len(times) * 99 // 100] * 1000, cpu * 1e6 / len(times)


def signatures():
    """How many RS256 signatures a second the server's core can make at all."""
    output = subprocess.run(["taskset", "-c", SERVER_CORE, "openssl", "speed", "-seconds", str(SECONDS), "-mr", "rsa2048"],
                            check=True, capture_output=True, text=True).stdout
    return float(re.search(r"^\+F2:\d+:2048:([\d.e+-]+)", output, re.M).group(1))


# What a row must reach, as a multiple of the peer's.
BARS = {"refresh": 1.2}


def run(options, folder, subjects):
    subjects.append(ostiary(options.build, folder))
    if os.path.isdir(f"{PEER}/node_modules/oidc-provider"):
        subjects.append(peer())
    else:
        print("no tests/bench/oidc_provider/node_modules: node-oidc-provider is left out")
    rows = []
    for name, title in ROWS.items():
        measured = {subject.name: registrations(subject) if name == "register" else load(subject, name, SECONDS, folder)
                    for subject in reversed(subjects) if name != "authorize" or subject.name == "Ostiary"}
        other = measured.get("oidc-provider")
        for subject, (rate, p99, cpu) in reversed(measured.items()):
            note = f"p99 {p99:.1f} ms, {cpu:.0f} us CPU each"
            ours = subject == "Ostiary"
            rows.append(Row(f"{title}{'' if ours else ', oidc-provider'}", rate, "/s", note=note,
                            compared=other[0] if ours and other else None, least=BARS.get(name) if ours and other else None))
        if name == "introspect" and other:
            rows.append(Row("  a key checked, beside its introspection", load(subjects[0], "check", SECONDS, folder)[0],
                            "/s", compared=other[0], least=5))
        if name == "refresh":
            rows.append(Row("  the same, beside RS256 of openssl", measured["Ostiary"][0], "/s", compared=signatures(),
                            least=0.8))
    show(rows)
