#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A small MCP server on stdin and stdout whose tools do what each test wants to see."""
import json
import os
import signal
import subprocess
import sys
import time


def say(message):
    sys.stdout.write(json.dumps(message) + "\n")
    sys.stdout.flush()


def result(request, value):
    say({"jsonrpc": "2.0", "id": request["id"], "result": value})


def tool(request, name, arguments):
    params = request["params"]
    if name == "echo":
        result(request, {"echo": arguments, "pid": os.getpid()})
    elif name == "environment":
        result(request, dict(os.environ))
    elif name == "where":
        result(request, {"pid": os.getpid(), "group": os.getpgid(0), "session": os.getsid(0),
                         "descriptors": sorted(os.listdir("/proc/self/fd"), key=int)})
    elif name == "progress":
        say({"jsonrpc": "2.0", "method": "notifications/progress",
             "params": {"progressToken": params["_meta"]["progressToken"], "progress": 1}})
        result(request, {"done": name})
    elif name == "ask":
        say({"jsonrpc": "2.0", "id": "server-1", "method": "sampling/createMessage", "params": {}})
        answer = json.loads(sys.stdin.readline())
        result(request, {"answer": answer})
    elif name == "notify":
        result(request, {})
        say({"jsonrpc": "2.0", "method": "notifications/tools/list_changed"})
    elif name == "hold":  # answered only when `release` comes
        HELD.append(request)
    elif name == "release":
        for held in reversed(HELD):
            result(held, {"held": held["id"]})
        HELD.clear()
        result(request, {})
    elif name == "crash":
        os._exit(7)
    elif name == "long":
        sys.stdout.write("x" * arguments["bytes"] + "\n")
        sys.stdout.flush()
        result(request, {})
    elif name == "flood":
        for _ in range(arguments["lines"]):
            sys.stderr.write("noise " * 100 + "\n")
        result(request, {"flooded": True})
    elif name == "banner":
        sys.stdout.write("Welcome!\n\n[1, 2]\n{\"not\": \"rpc\"}\n")
        say({"jsonrpc": "2.0", "id": "foreign", "result": {}})
        result(request, {"after": "banner"})
    elif name == "grandchild":
        process = subprocess.Popen([sys.executable, "-c", "import signal,time\n"
                                    "signal.signal(signal.SIGTERM, signal.SIG_IGN)\ntime.sleep(600)"])
        result(request, {"pid": process.pid})
    elif name == "stubborn":
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        result(request, {"pid": os.getpid()})
        while True:
            time.sleep(600)
    elif name == "fill":  # more than any buffer between here and a client that does not read
        for number in range(arguments["lines"]):
            say({"jsonrpc": "2.0", "method": "notifications/message", "params": {"n": number, "data": "y" * 8192}})
            with open(arguments["count"], "w", encoding="ascii") as file:
                file.write(str(number + 1))
        result(request, {"filled": True})


HELD = []


def main():
    if "--silent" in sys.argv:
        time.sleep(600)
    if "--crash-at-start" in sys.argv:
        sys.exit(3)
    for line in sys.stdin:
        message = json.loads(line)
        method = message.get("method")
        if method == "initialize":
            if "--refuse" in sys.argv:
                say({"jsonrpc": "2.0", "id": message["id"], "error": {"code": -32602, "message": "no"}})
                continue
            version = message["params"].get("protocolVersion", "2025-06-18")
            result(message, {"protocolVersion": version, "capabilities": {"tools": {}},
                             "serverInfo": {"name": "child", "version": "1"}})
        elif method == "tools/call":
            tool(message, message["params"]["name"], message["params"].get("arguments", {}))
        elif method == "tools/list":
            time.sleep(float(os.environ.get("MCP_CHILD_SLOW", "0")))
            result(message, {"tools": [{"name": name, "inputSchema": {"type": "object"}}
                                       for name in ("echo", "where", "crash")]})
        elif method == "ping":
            result(message, {})
        elif "id" in message and method:
            say({"jsonrpc": "2.0", "id": message["id"], "error": {"code": -32601, "message": "Method not found"}})


main()
