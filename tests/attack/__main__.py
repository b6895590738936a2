"""`make attack`: try every attack, print the table; with --write it goes into docs/threats.md."""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from tests.attack.report import counts, put_into, table

THREATS = Path(__file__).parents[2] / "docs" / "threats.md"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.attack", description=__doc__)
    parser.add_argument("--write", action="store_true", help="write the table into docs/threats.md")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        rows = counts(Path(folder))
    text = table(rows)
    print(text)
    if arguments.write:
        put_into(THREATS, text)
    return 0 if all(tried == refused for _, tried, refused in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
