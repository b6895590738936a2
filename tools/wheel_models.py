"""
A step of building the wheel: put into it what is learned from its knowledge files, so that nobody who
installs it waits. Changes when a wheel should carry something else that is made while it is built.

Hatch calls it (`[tool.hatch.build.targets.wheel.hooks.custom]` in pyproject.toml). Only the sources count:
what an earlier run has learned is not looked at.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

INTO = "bot/models"
"""Where the installed bot looks for them: `bot.runtime.model_cache.SHIPPED`."""


class ModelsInTheWheel(BuildHookInterface[Any]):
    """Learns while the wheel is built. A checkout that is installed (editable) learns when it first runs."""

    _learned: TemporaryDirectory[str] | None = None

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Learn, and name what must go into the wheel. Raises RuntimeError when nothing could be learned."""
        if version == "editable":
            return
        self._learned = TemporaryDirectory(prefix="models-")
        root, learned = Path(self.root), Path(self._learned.name)
        self.app.display_info("Learning from the knowledge files…")
        environ = {name: value for name, value in os.environ.items() if not name.startswith("BOT_")}
        environ |= {"BOT_KNOWLEDGE": str(root / "knowledge"), "BOT_CACHE": str(learned)}
        command = (sys.executable, str(root / "run_bot.py"), "learn")
        ended = subprocess.run(command, cwd=root, env=environ, check=False)  # noqa: S603 - our own program
        models = sorted(learned.glob("*.arrays"))
        if ended.returncode or not models:
            self._learned.cleanup()
            raise RuntimeError(
                "the wheel was not built: nothing could be learned from knowledge/ (see above)"
            )
        build_data["force_include"].update({str(path): f"{INTO}/{path.name}" for path in models})

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:  # noqa: ARG002 - Hatch's
        """The wheel has them: the files that they were copied from go."""
        if self._learned:
            self._learned.cleanup()
