"""A small transformer that turns a text of any language into a vector: like meanings, like vectors."""

from bot.encoder.encoder import MOST_PIECES, Encoder, Once
from bot.encoder.network import SIZE, Network
from bot.encoder.shipped import Shipped

__all__ = ["MOST_PIECES", "SIZE", "Encoder", "Network", "Once", "Shipped"]
