"""
The pictures in README.md: drawn afresh from what the bot says now, so that it shows a real conversation.

An edit of an answer changes the picture. The test then writes the new one, and never fails for that: it fails
when the drawing itself is broken.
"""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from bot.channels import console
from bot.conversation import ChoseTopic, Person
from bot.library import parse
from bot.rendering import Button, Kind, Line, Reply
from bot.runtime.snapshot import Snapshot
from tests.conftest import KNOWLEDGE
from tools.picture import Exchange, collapsed, draw, width_of

ROOT = Path(__file__).parent.parent
PICTURE = ROOT / "docs" / "conversation.svg"
TRANSCRIPTS = ROOT / "tests" / "transcripts"
QUESTIONS = TRANSCRIPTS / "the-picture-in-the-readme.yaml"
TITLE = "A conversation with the bot, as it looks on a phone"
ELSEWHERE = {"ar": "arabic", "ti": "tigrinya", "vi": "vietnamese"}
"""The languages of the other pictures, and the transcripts whose first turn and whose danger they show."""
MOST_BYTES = 40_000
SVG = "{http://www.w3.org/2000/svg}"


def conversation(snapshot: Snapshot) -> list[Exchange]:
    """The questions of the transcript, and what the bot replies."""
    person, exchanges = Person(), []
    for turn in parse(QUESTIONS.read_text(encoding="utf-8"), QUESTIONS.name).value:
        question = turn.value["they"].value
        person, reply = snapshot.talk(person, console.read(question))
        exchanges.append(Exchange(question, reply))
    return exchanges


def in_language(snapshot: Snapshot, transcript: str) -> list[Exchange]:
    """What is asked first in a transcript, the danger in it, and what the bot replies."""
    turns = [turn.value for turn in parse((TRANSCRIPTS / f"{transcript}.yaml").read_text("utf-8"), "").value]
    danger = next(turn for turn in turns if "outcome" in turn and turn["outcome"].value == "emergency")
    questions = [turn["they"].value for turn in (turns[0], danger)]
    return [Exchange(text, snapshot.talk(Person(), console.read(text))[1]) for text in questions]


def phones(exchanges: list[Exchange]) -> list[list[Exchange]]:
    """The first two exchanges on one phone, the others on another."""
    return [exchanges[:2], exchanges[2:]]


def faults(svg: str, exchanges: list[Exchange]) -> list[str]:
    """What is broken in a drawing: XML, words that are missing, text beyond its bubble, or its size."""
    try:
        root = ET.fromstring(svg)
    except ET.ParseError as error:
        return [f"not well-formed: {error}"]
    found = [] if len(svg.encode()) <= MOST_BYTES else [f"more than {MOST_BYTES} bytes"]
    found += [f"no {name}" for name in ("title", "desc") if not root.findtext(SVG + name)]
    bubbles = [each for each in root.iter(f"{SVG}g") if each.get("class") == "bubble"]
    texts = ["".join(text.itertext()) for bubble in bubbles for text in bubble.iter(f"{SVG}text")]
    shown, at = _letters(" ".join(texts)), 0
    for each in exchanges:
        for text in (each.question, *(line.text for line in collapsed(each.reply).lines)):
            place = shown.find(_letters(text), at)
            if place < 0:
                found.append(f"missing: {text}")
            else:
                at = place + 1
        labels = [button.label for button in each.reply.choices]
        found += [f"missing: {label}" for label in labels if not any(_shows(text, label) for text in texts)]
    for bubble in bubbles:
        found += _beyond(bubble)
    return found


def _letters(text: str) -> str:
    """Without spaces, and without the signs that only say how a line runs."""
    return "".join(letter for letter in "".join(text.split()) if unicodedata.category(letter) != "Cf")


def _shows(text: str, label: str) -> bool:
    """Whether a text is that label, or its beginning, as Telegram shows long ones."""
    return text == label or (text.endswith("…") and len(text) > 8 and label.startswith(text[:-1]))


def _beyond(bubble: ET.Element) -> list[str]:
    frame = bubble.find(f"{SVG}rect")
    assert frame is not None
    x, y, width, height = (float(frame.get(name, "nan")) for name in ("x", "y", "width", "height"))
    found = []
    for text in bubble.iter(f"{SVG}text"):
        words = "".join(text.itertext())
        left, base, wide = float(text.get("x", "nan")), float(text.get("y", "nan")), width_of(words)
        left -= wide / 2 if text.get("class") == "label" else 0
        left -= wide if text.get("text-anchor") == "end" else 0
        if not (x < left and left + wide < x + width and y + 8 < base < y + height - 3):
            found.append(f"runs out of its bubble: {words}")
    return found


def test_the_picture_in_the_readme_is_the_conversation_of_today(snapshot):
    exchanges = conversation(snapshot)
    svg = draw(phones(exchanges), TITLE)
    assert faults(svg, exchanges) == []
    if KNOWLEDGE == ROOT / "knowledge" and (
        not PICTURE.exists() or PICTURE.read_text(encoding="utf-8") != svg
    ):
        PICTURE.write_text(svg, encoding="utf-8")


@pytest.mark.parametrize("language", ELSEWHERE)
def test_the_same_in_another_language(snapshot, language):
    exchanges = in_language(snapshot, ELSEWHERE[language])
    assert [each.reply.language for each in exchanges] == [language] * 2
    svg = draw([[each] for each in exchanges], TITLE, snapshot.profile(language).name)
    assert faults(svg, exchanges) == []
    assert ('text-anchor="end"' in svg) == (language == "ar")
    picture = PICTURE.with_stem(f"{PICTURE.stem}-{language}")
    if KNOWLEDGE == ROOT / "knowledge" and (
        not picture.exists() or picture.read_text(encoding="utf-8") != svg
    ):
        picture.write_text(svg, encoding="utf-8")
    assert f"docs/{picture.name}" in (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_readme_shows_the_picture_and_says_what_is_in_it():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    (shown,) = re.findall(r"!\[([^\]]+)\]\(docs/conversation\.svg\)", readme)
    assert len(shown) > 40


def test_the_picture_is_readable_in_light_and_in_dark(snapshot):
    style = ET.fromstring(draw(phones(conversation(snapshot)), TITLE)).findtext(f"{SVG}style")
    light, dark = style.split("@media (prefers-color-scheme: dark)")
    for mode in (light, dark):
        ink = re.search(r"^text \{.*?fill: (#\w{6})", mode, re.MULTILINE)[1]
        link = re.search(r"\.link \{ fill: (#\w{6})", mode)[1]
        for name in ("screen", "bar", "bot", "person", "button"):
            ground = re.search(rf"\.{name} \{{ fill: (#\w{{6}})", mode)[1]
            assert contrast(ink, ground) >= 4.5, name
            assert name == "person" or contrast(link, ground) >= 4.5, name


def contrast(one: str, other: str) -> float:
    """The contrast ratio of WCAG 2.2, from 1 to 21."""

    def light(colour: str) -> float:
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        red, green, blue = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    dim, bright = sorted((light(one), light(other)))
    return (bright + 0.05) / (dim + 0.05)


# ── that it can fail, and what it must bear ──────────────────────────────────────────────────────────

LONG = Exchange(
    "is it <safe> & free? " + "https://health.example/" + "very-long/" * 12,
    Reply(
        "en",
        (
            Line(Kind.TEXT, "Yes & no: 5 < 6, “free” for £0. " + "WWW MMM @@@ " * 20),
            Line(Kind.STEP, "a step", "https://health.example/step?a=1&b=2"),
            Line(Kind.TEXT, "هل هو آمن؟ 安全吗？ 🆘"),
            Line(Kind.SOURCE, "Source: A & B", "https://health.example"),
        ),
        (
            (Button("England & Wales", ChoseTopic("gp")), Button("One", ChoseTopic("gp"))),
            (Button("A title of sixty letters is more than a button can ever show", ChoseTopic("gp")),),
        ),
    ),
)


def test_hard_text_is_drawn_in_whole_and_inside_its_bubble():
    svg = draw([[LONG], [LONG, LONG]], "A <title> & more")
    assert ET.fromstring(svg).findtext(f"{SVG}title") == "A <title> & more"
    assert faults(svg, [LONG, LONG, LONG]) == []


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("</svg>", "", "not well-formed"),
        ("<desc id=.desc.>.*?</desc>", "", "no desc"),
        (">• a step", ">•", "missing: a step"),
        ("very-long", "", "missing: is it <safe>"),
        (">One<", "><", "missing: One"),
        ("A title of sixty", "A title", "missing: A title of sixty"),
        (r'(class="bot" .*? width=)"\d+"', r'\1"200"', "runs out of its bubble"),
        (r'(class="person" .*? height=)"\d+"', r'\1"20"', "runs out of its bubble"),
        (r'(class="button" .*? width=)"\d+"', r'\1"60"', "runs out of its bubble"),
        ("</desc>", "x" * MOST_BYTES + "</desc>", "bytes"),
    ],
)
def test_a_broken_picture_is_noticed(before, after, said):
    svg = draw([[LONG]], TITLE)
    assert faults(svg, [LONG]) == []
    broken = re.sub(f"(?s:{before})" if "desc" in before else before, after, svg)
    assert broken != svg
    assert any(said in fault for fault in faults(broken, [LONG]))


@pytest.mark.parametrize(
    ("text", "pixels"),
    [
        ("In England: GP staff do not have to check your immigration status", 430.3),
        ("Doctors of the World UK (charity): 0808 1647 686 (free call)", 390.6),
        ("“WHAT'S MINE” – £500 & more…", 215.1),
        ("Northern Ireland", 107.4),
    ],
)
def test_a_width_is_never_less_than_what_dejavu_sans_takes(text, pixels):
    """Its own widths at 13 pixels, which is a wide font; and the room that is left over is small."""
    assert pixels <= width_of(text) <= 1.1 * pixels
