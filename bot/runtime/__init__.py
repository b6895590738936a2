"""A folder of files in, a bot that answers out: read, checked, learned, renewed while it runs, and served."""

from bot.runtime.encoder_file import OFF, Opened, open_encoder
from bot.runtime.english_first import EnglishFirst
from bot.runtime.live_bot import LiveBot
from bot.runtime.model_cache import ModelCache
from bot.runtime.snapshot import (
    ALL_TOO_OLD,
    Inspection,
    NothingToSay,
    Snapshot,
    build_snapshot,
    inspect,
    judge,
    load_snapshot,
)
from bot.runtime.training import LanguageTraining, danger_examples, training_data_of, training_of

__all__ = [
    "ALL_TOO_OLD",
    "OFF",
    "EnglishFirst",
    "Inspection",
    "LanguageTraining",
    "LiveBot",
    "ModelCache",
    "NothingToSay",
    "Opened",
    "Snapshot",
    "build_snapshot",
    "danger_examples",
    "inspect",
    "judge",
    "load_snapshot",
    "open_encoder",
    "training_data_of",
    "training_of",
]
