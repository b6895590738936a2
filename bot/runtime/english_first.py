"""A terminal's bot, which answers in English while it learns other languages. Changes when that does."""

from __future__ import annotations

from concurrent.futures import Future
from threading import Thread

from bot.conversation import Event, Person
from bot.rendering import Reply
from bot.runtime.model_cache import ModelCache
from bot.runtime.snapshot import Snapshot


class EnglishFirst:
    """
    Learns what is pending in a thread beside the conversation.

    Whoever asks in a language that is not learned yet waits for it, and then gets the answer that they would
    have had to wait for at the start.
    """

    def __init__(self, snapshot: Snapshot, cache: ModelCache) -> None:
        self._snapshot = snapshot
        self._whole: Future[Snapshot] = Future()
        if snapshot.pending:
            # a daemon: whoever leaves does not wait for it
            Thread(target=self._learn, args=(cache,), daemon=True).start()
        else:
            self._whole.set_result(snapshot)

    def talk(self, person: Person, event: Event) -> tuple[Person, Reply]:
        """One turn. Raises what went wrong while the rest was learned."""
        if self._whole.done() or self._snapshot.waits(person, event):
            self._snapshot = self._whole.result()
        return self._snapshot.talk(person, event)

    def _learn(self, cache: ModelCache) -> None:
        try:
            self._whole.set_result(self._snapshot.completed(cache))
        except Exception as error:  # noqa: BLE001 - it is raised where somebody waits for it
            self._whole.set_exception(error)
