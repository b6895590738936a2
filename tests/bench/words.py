"""What stands around the tables of docs/bench.md. How it was measured; conclusions are the reader's."""

HEAD = """\
# Bench

*Written by `make bench` on {date}: Python {python}, {processor}, {packages}. Do not edit.*

Every matcher ran in a process of its own with one BLAS thread, in one run, two rounds in turn; of times the
less disturbed round is shown, and of each question the best of three tries. Times say how the matchers
compare on one busy machine, not how fast yours is. Shares are in per cent.

- **ours**: `bot.matching.Matcher` as the bot uses it. *No clusters*: without the English word clusters.
- **rapidfuzz WRatio**: `process.extractOne(question, asks)` with `default_process`, what most would write
  first.
- **BM25 by entry**: each entry's asks as one document, nothing else. The floor.
- **TF-IDF + LR**: scikit-learn, words and pairs of words, pieces of 2 to 5 letters, logistic regression.
- **MiniLM + LR**: all-MiniLM-L6-v2 (English), logistic regression on its vectors.

All learn from the same asks and the same questions for no entry. The settings of the regressions (C) were
chosen to their advantage on `dev-en.yaml`."""

OWN = """\
## Our own questions

{asks} asks of {entries} entries and {elsewhere} questions for no entry to learn from;
`tests/questions/en.yaml` to answer: {inside} questions with an entry, {outside} without. Served: questions
with an entry that are told their right answer, where each matcher tells from the lowest confidence at which
at most 2 % of told answers are wrong on `dev-en.yaml` ({development} questions). Wrong and sure: told
answers that are wrong, of all that are told. Our calibration was fitted on `dev-en.yaml` too, so our own
limit may be a little too bold. Asks, questions and the choice of features come from one project: this table
is kinder to us than the public sets below.

{accuracy}

{costs}

Start-up is learning from the asks, with the packages that it needs; ours is remembered between starts (see
Speed)."""

MISSPELT = """\
## Misspelt words

Right at first when so many of the words of four letters or more have one typing error (two letters swapped,
one dropped, one doubled, or a neighbouring key), the mean of three draws. People's own misspellings are
wider than that.

{table}

![Left: right at first against the share of misspelt words, a line a matcher. Right: how often the first
entry was right against how sure the matcher said it was.](bench.svg)"""

CALIBRATION = """\
## Can `score` be believed?

`score` of the best entry against how often that entry is right, questions without an entry included (there
no entry is right), in ten bins of equal width; empty bins are left out. The shipped calibration.

{table}

{sentence}"""

PUBLIC = """\
## Public sets

Right at first / right within three / AUROC of in-scope against out-of-scope questions, each where the set
has them. The number in a set's name is how many examples an intent the matchers learned from. CLINC150:
drawn with a fixed seed, 100 out-of-scope examples to learn from. BANKING77 and HWU64: the published
ten-example splits. HINT3: questions of real users, whole training sets, no out-of-scope examples. Ours has
its shipped calibration, fitted on another domain.

{table}

Files: `data/data_full.json` of clinc/oos-eval, `Datasets/BANKING77` and `Datasets/HWU64` of
jianguoz/Few-Shot-Intent-Detection, `dataset/v1` of hellohaptik/HINT3. They are not part of this
repository."""

NO_PUBLIC = """\
## Public sets

Not run: name their files (`python -m tests.bench --help`)."""

GROWTH = """\
## What grows

Asks beyond our own are splices of two. *ours*: the whole matcher. *index*: only the sparse index that finds
the ask that spoke for an answer (`Postings.similarities`), as it ships: of each feature the {common} asks in
which it weighs most. *index, all*: every ask. A million asks repeat a hundred thousand different ones. *Finds
any*: the share of questions for which the index finds any ask at all.

{table}

- Learning grows with the asks, in time and in memory.
- With every ask of every feature, the index grows in proportion to the asks, in time and in memory.
- As shipped it reads a bounded number of postings, however many asks there are.
- What was learned grows with the words, pairs and pieces that the asks have, times the entries; splices
  bring few new ones, so a larger folder would weigh more than this table says.
- BM25 by entry does not grow with asks, only with words and entries."""

LANGUAGES = """\
## Many languages

No other language is written yet. To see what they will cost: English with its letters exchanged, {asks} asks
an entry.

{table}

A question to every language costs as many times more. So whoever adds languages must first choose the one or
two whose words a question has."""

SPEED = """\
## Speed

A whole turn is `Conversation.hear`: danger, small talk, matching, deciding. Start to first answer is
`run_bot.py ask "…"` as a process, from nothing to its exit, once with an empty cache and once with what it
learned.

{table}"""
