#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Speed, side by side in one run: each server pinned to one core, the load to another.

Every round runs all subjects one after the other (A B C A B C ...), so that a busy moment of the machine hits all of
them; the median of the rounds counts. CPU time per request (user and system time of the server's processes, divided by
the requests) is the steadier figure where other programs share the cores.
"""

import argparse
import os
import resource
import sys
import tempfile

import accounts
import front
import keys
import oauth

BENCHES = {"accounts": accounts, "front": front, "keys": keys, "oauth": oauth}
IDLE = 5000


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", required=True, help="the build folder, e.g. build/release")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=2, help="length of one run")
    parser.add_argument("--idle", type=int, default=IDLE, help="idle connections, where there are some")
    parser.add_argument("bench", nargs="?", default="front", choices=BENCHES, help="default: front")
    parser.add_argument("names", nargs="*", help=f"for front: which of {', '.join(front.SUBJECTS)}; default: all that are built")
    options = parser.parse_args()

    if unknown := [name for name in options.names if options.bench != "front" or name not in front.SUBJECTS]:
        parser.error(f"{options.bench} has no subject {', '.join(unknown)}")
    if len(os.sched_getaffinity(0)) < 2:
        sys.exit("This needs two cores: one for the server, one for the load.")
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    options.idle = min(options.idle, hard - 1000)

    subjects = []
    with tempfile.TemporaryDirectory(prefix="ostiary-bench-") as folder:
        try:
            BENCHES[options.bench].run(options, folder, subjects)
        finally:
            for subject in subjects:
                subject.stop()


if __name__ == "__main__":
    main()
