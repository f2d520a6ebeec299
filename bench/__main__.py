"""Run every benchmark: ``python -m bench [--quick] [NAME …]``; quick is the default where CI=true."""

from __future__ import annotations

import argparse
import os

from bench import building, keeper, main_job, memory, printing, signing, validation
from bench.pairs import QUICK, THOROUGH

BENCHMARKS = {
    "building": building.run,
    "main_job": main_job.run,
    "memory": memory.run,
    "validation": validation.run,
    "signing": signing.run,
    "keeper": keeper.run,
    "printing": printing.run,
}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(BENCHMARKS)}; all if none is named")
    parser.add_argument("--quick", action=argparse.BooleanOptionalAction, default=os.environ.get("CI") == "true")
    asked = parser.parse_args()
    if unknown := set(asked.names) - set(BENCHMARKS):
        parser.error(f"no such benchmark: {', '.join(sorted(unknown))}")
    for name in asked.names or BENCHMARKS:
        BENCHMARKS[name](QUICK if asked.quick else THOROUGH)


if __name__ == "__main__":
    main()
