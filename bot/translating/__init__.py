"""
Texts on their way to translators and back: from the folder to units, to a PO file (gettext), and home.

`units` says what there is to translate, `po` writes and reads it as translators' programs do, `files` says
how the folder's files read afterwards. Nothing here reads or writes a file.
"""

from bot.translating.files import Left, Written, files_with
from bot.translating.po import Catalogue, NoCatalogue, read, write
from bot.translating.progress import Progress, lacking, progress, stale
from bot.translating.units import Unit, units_of

__all__ = [
    "Catalogue",
    "Left",
    "NoCatalogue",
    "Progress",
    "Unit",
    "Written",
    "files_with",
    "lacking",
    "progress",
    "read",
    "stale",
    "units_of",
    "write",
]
