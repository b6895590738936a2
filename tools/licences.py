"""
docs/licences.md, from a bill of materials: make sbom

It names what requirements/run.txt and redis.txt lock, each with the licence that its own package states.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ("run", "redis")
WRITTEN = ROOT / "docs" / "licences.md"
BEGIN, END = "<!-- licences: written by make sbom, do not edit -->", "<!-- end of licences -->"
PIN = re.compile(r"^([a-z0-9][a-z0-9.-]*)==(\S+)")


def main() -> int:
    """Write the table. Exit code 1 when a locked package is in the bill without a licence."""
    bill = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    known = {_plain(each["name"]): _licence(each) for each in bill["components"]}
    rows = ["| package | version | licence | what for |", "| --- | --- | --- | --- |"]
    missing = []
    for lock in LOCKS:
        for line in (ROOT / "requirements" / f"{lock}.txt").read_text(encoding="utf-8").splitlines():
            if not (found := PIN.match(line)):
                continue
            name, version = found.groups()
            if ";" in line and name not in known:
                continue  # for another Python than this one
            if not known.get(name):
                missing.append(name)
            rows.append(f"| {name} | {version} | {known.get(name, '')} | {_WHAT_FOR[lock]} |")
    if missing:
        print(f"no licence is known of: {', '.join(missing)}", file=sys.stderr)
        return 1
    head, _, rest = WRITTEN.read_text(encoding="utf-8").partition(BEGIN)
    tail = rest.partition(END)[2]
    WRITTEN.write_text(f"{head}{BEGIN}\n\n" + "\n".join(rows) + f"\n\n{END}{tail}", encoding="utf-8")
    return 0


_WHAT_FOR = {"run": "the bot", "redis": "only with `BOT_REDIS_URL`"}


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _licence(component: dict[str, list[dict[str, dict[str, str]]]]) -> str:
    """What the package states: an SPDX expression, or the names, or as much as its classifiers say."""
    stated = []
    for each in component.get("licenses", []):
        licence = each.get("license", {})
        text = str(each.get("expression") or licence.get("id") or licence.get("name") or "")
        if text and "\n" not in text and len(text) < 200:
            stated.append(text.removeprefix("License :: OSI Approved :: ").replace("|", "/"))
    return ", ".join(dict.fromkeys(sorted(stated)))


if __name__ == "__main__":
    sys.exit(main())
