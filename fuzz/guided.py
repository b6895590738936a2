"""One target under atheris, in a process of its own: python -m fuzz.guided TARGET, then what libFuzzer takes."""

from __future__ import annotations

import random
import sys

import atheris

with atheris.instrument_imports(include=["bot", "fuzz.promises"]):
    from fuzz.targets import aim_of

from fuzz.mutations import mutated


def _mutate(data: bytes, longest: int, seed: int) -> bytes:
    return mutated(data, longest, random.Random(seed), atheris.Mutate)  # noqa: S311 - it keeps no secret


def main() -> None:
    """Fuzz until libFuzzer has had enough. The process ends with its exit code."""
    aim = aim_of(sys.argv.pop(1))
    atheris.Setup(sys.argv, aim.ready(), **({"custom_mutator": _mutate} if aim.is_json else {}))
    atheris.Fuzz()


if __name__ == "__main__":
    main()
