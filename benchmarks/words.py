"""The text around the tables of docs/bench.md. How it was measured, no conclusions."""

HEAD = """\
# Bench

*Written by `make bench` on {date}: Python {python}, {processor}, {packages}. Do not edit.*

Each matcher ran in its own process with one BLAS thread. One run measured all of them, in two rounds. We show
the times of the less disturbed round, and the best of three tries of each question. The times compare the
matchers on one busy machine; they do not say how fast your machine is. Shares are in per cent.

- **ours**: `bot.matching.Matcher` as the bot uses it. *No clusters*: without the English word clusters.
- **rapidfuzz WRatio**: `process.extractOne(question, asks)` with `default_process`, what most people
  would write first.
- **BM25 by entry**: the asks of each entry as one document, and nothing else. The simplest baseline.
- **TF-IDF + LR**: scikit-learn, words and pairs of words, parts of words of 2 to 5 letters, logistic
  regression.
- **MiniLM + LR**: all-MiniLM-L6-v2 (English), logistic regression on its vectors.

All learn from the same asks and the same questions out of scope. The settings of the regressions (C) were
chosen to their advantage on `dev-en.yaml`."""

OWN = """\
## Our own questions

The matchers learn from {asks} asks of {entries} entries and {elsewhere} questions out of scope. They
answer `tests/questions/en.yaml`: {inside} questions with an entry, {outside} without. *Served*: the share
of questions with an entry that are told their right answer, when each matcher tells an answer from the
lowest confidence at which at most 2 % of its told answers are wrong on `dev-en.yaml` ({development}
questions). *Wrong and sure*: the told answers that are wrong, of all told answers. Our calibration was
fitted on `dev-en.yaml` too, so our own limit may be a little too bold. Asks, questions and the choice of
features come from one project: this table is kinder to us than the public sets below.

{accuracy}

{costs}

Start-up is the time to learn from the asks, including the import of the packages. Ours is kept between
starts (see Speed)."""

MISSPELT = """\
## Misspelt words

The share of questions whose first answer is right, when so many of the words of four letters or more have
one typing error (two letters swapped, one dropped, one doubled, or a neighbouring key). Each figure is
the mean of three draws. Real people misspell in more ways than these.

{table}

![Left: the share of right first answers against the share of misspelt words, one line per matcher. Right:
how often the first entry was right against how sure the matcher said it was.](bench.svg)"""

CALIBRATION = """\
## Can `score` be believed?

The `score` of the best entry, beside how often that entry is right, in ten bins of equal width. Questions
without an entry are included: for them no entry is right. Empty bins are left out. The calibration is the
shipped one.

{table}

{sentence}"""

PUBLIC = """\
## Public sets

The share of right first answers / right within three / AUROC of in-scope against out-of-scope questions,
where the set has them. The number in the name of a set says from how many examples per intent the
matchers learned. CLINC150: drawn with a fixed seed, 100 out-of-scope examples to learn from. BANKING77
and HWU64: the published ten-example splits. HINT3: questions of real users, whole training sets, no
out-of-scope examples. Ours uses its shipped calibration, which was fitted on another subject.

{table}

Files: `data/data_full.json` of clinc/oos-eval, `Datasets/BANKING77` and `Datasets/HWU64` of
jianguoz/Few-Shot-Intent-Detection, `dataset/v1` of hellohaptik/HINT3. They are not part of this
repository."""

NO_PUBLIC = """\
## Public sets

Not run: name their files (`python -m benchmarks --help`)."""

GROWTH = """\
## What grows

Asks beyond our own are two asks spliced together. *ours*: the whole matcher. *index*: only the sparse
index that finds the most similar ask (`Postings.similarities`), as it ships: for each feature, the
{common} asks in which it has the greatest weight. *index, all*: every ask. A million asks repeat a
hundred thousand different ones. *Finds any*: the share of questions for which the index finds any ask at
all.

{table}

- Training grows with the number of asks, in time and in memory.
- With every ask of every feature, the index grows in proportion to the asks, in time and in memory.
- As shipped, it reads a limited number of postings, however many asks there are.
- The trained model grows with the number of different words, pairs and parts of words in the asks, times
  the number of entries. Spliced asks bring few new ones, so a larger folder would weigh more than this
  table says.
- BM25 by entry does not grow with asks, only with words and entries."""

LANGUAGES = """\
## Many languages

No other language is as large as English yet. To estimate their cost, the others are English in the letters of
other scripts, each with a part of the asks and of the examples of danger, and without word clusters. *Start*:
from content that is read to a bot that answers. Their files are not written, so reading is measured for the
English ones alone. A *question* of `tests/questions/en.yaml` has under {long} words; a *story* is one of
`stories-en.yaml`. A turn is `Conversation.hear`, from a phone in that language.

{tables}"""

SPEED = """\
## Speed

A whole turn is `Conversation.hear`: danger, small talk, matching, deciding. *Start to first answer* is
the process `run_bot.py ask "…"` from nothing to its exit, once with an empty cache and once with a
trained model in it.

{table}"""
