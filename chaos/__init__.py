"""
Is a question ever lost? Real processes: the bot as an operator starts it, nginx, Redis, and the stand-in for
Telegram.

`python -m chaos`, or `make test-faults`. It takes minutes, so it is not part of `make test`.
"""
