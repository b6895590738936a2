"""
What an answer costs: our bot with real answers beside bare echo bots, in one run, in interleaved rounds.

`python -m benchmarks.telegram`, or `make bench-telegram`. The bot has one core, the stand-in for Telegram
another.
"""
