# SPDX-License-Identifier: GPL-3.0-or-later
"""What checking a key costs as the store grows, and what limiting costs: each figure beside its bar.

Requests go round a thousand keys, whatever number the store holds. Servers with few and with many keys run side by side."""

import json
import os
import shutil
import statistics
import subprocess
import time

from harness import CONNECTIONS, Row, SERVER_CORE, measure, ostiary, show

FEW, SOME, MANY = 1_000, 100_000, 1_000_000
STARTS = 7

ROTATE = """\
local requests, at = {}, 0
function init()
    for key in io.lines("%s") do
        requests[#requests + 1] = wrk.format("GET", "/auth/check", {["X-ForgeOS-API-Key"] = key})
    end
end
function request()
    at = at %% #requests + 1
    return requests[at]
end
"""


# ---- what is measured: each of these gives rows ------------------------------------------------------------------------

def in_process(build, data):
    """Figures of keys_bench, on the server's core and one program at a time."""
    figures = {}
    for arguments in [("verify", data[FEW].folder, FEW), ("verify", data[MANY].folder, MANY), ("limits",),
                      ("spend", data[FEW].folder)]:
        output = subprocess.run(["taskset", "-c", SERVER_CORE, f"{build}/bin/keys_bench", *map(str, arguments)],
                                check=True, capture_output=True, text=True).stdout
        for line in map(json.loads, output.splitlines()):
            figures[line["row"]] = (line["figure"], line["unit"])
    few, many = f"{FEW:,} keys", f"{MANY:,} keys"
    bars = {f"verify, from memory, {many}": {"compared": figures[f"verify, from memory, {few}"][0], "least": 0.9},
            f"verify, from the store, {many}": {"compared": figures[f"verify, from the store, {few}"][0]},
            "limiter, 1,000,000 principals, memory": {"most": 200},
            "limiter, 1,000,000 principals, resident": {"most": 200},
            "limiter, 1,000,000 principals": {"compared": figures["limiter, 1 principal"][0]}}
    return [Row(name, figure, unit, **bars.get(name, {})) for name, (figure, unit) in figures.items()]


def start(build, data):
    """From the start of the program to its first answer; the first one of all makes a signing key, and does not count."""
    took, cpu = [], []
    for _ in range(STARTS + 1):
        begin = time.monotonic()
        subject = ostiary("start", build, data[SOME].folder, headers=data[SOME].headers)
        took.append(time.monotonic() - begin)
        cpu.append(subject.cpu_seconds())
        subject.stop()
    took, cpu = took[1:], cpu[1:]
    return [Row(f"start to first answer, {SOME:,} keys", statistics.median(took), "s", most=0.3,
                note=f"({min(took):.2f} to {max(took):.2f} s; {statistics.median(cpu):.2f} s CPU)")]


def over_http(build, data, subjects, options):
    """Four servers side by side: few and many keys, with idle connections and without."""
    copies = {count: data[count].copy() for count in (FEW, MANY)}  # before any of them runs
    for idle in (0, options.idle):
        for count in (FEW, MANY):
            folder = copies[count] if idle else data[count].folder
            subject = ostiary(f"/auth/check, {count:,} keys, {CONNECTIONS + idle:,} open", build, folder,
                              headers=data[count].headers, script=data[count].script)
            subjects.append(subject)
            if idle:
                subject.open_idle(idle)
    rows = []
    for name, (rate, cost) in measure(subjects, options.rounds, options.seconds).items():
        if not rows:
            basis, basis_cost = rate, cost
        rows.append(Row(name, rate, "requests/s", note=f"({cost:.2f} us CPU each, x {cost / basis_cost:.2f})"))
    for row in rows[1:]:
        row.compared, row.least = basis, 0.9
    return rows


# ---- the run -----------------------------------------------------------------------------------------------------------

class Filled:
    """A data folder with that many keys, and the load that goes round a thousand of them."""

    def __init__(self, build, folder, count):
        self.folder = f"{folder}/keys-{count}"
        begin = time.monotonic()
        output = subprocess.run([f"{build}/bin/keys_bench", "fill", self.folder, str(count)], check=True,
                                capture_output=True, text=True).stdout
        keys = json.loads(output)["keys"]
        self.headers = [("X-ForgeOS-API-Key", keys[0])]
        self.script = f"{self.folder}.lua"
        with open(f"{self.folder}.txt", "w") as file:
            file.write("\n".join(keys) + "\n")
        with open(self.script, "w") as file:
            file.write(ROTATE % file.name.replace(".lua", ".txt"))
        size = os.path.getsize(f"{self.folder}/ostiary.db") / 1e6
        print(f"made {count:,} keys in {time.monotonic() - begin:.0f} s, {size:,.0f} MB", flush=True)

    def copy(self):
        """For another server: each holds its folder alone."""
        return shutil.copytree(self.folder, f"{self.folder}-copy")


def run(options, folder, subjects):
    data = {count: Filled(options.build, folder, count) for count in (FEW, SOME, MANY)}
    rows = start(options.build, data)
    rows += in_process(options.build, data)
    rows += over_http(options.build, data, subjects, options)
    show(rows)
