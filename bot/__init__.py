"""Sourced and dated answers about NHS care and the Home Office, for people who are afraid to ask."""

import os

# Our tables are small: numpy gains nothing from threads, and on a busy machine they wait for each other.
# Read when numpy is first imported, so it stands before everything else.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

__version__ = "2026.11.0"
"""By the calendar: year, month, and a count within the month. CHANGELOG.md says what changed."""
