"""What editors do on any day: none of it may be refused, or they learn to get round the rules."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from bot.library import Library
from tests.attack.attacks import ABOUT, EXAMPLES, LOOK_ALIKES, NUMBERS, REVIEWER, SAFE, SIGNS, VOICE, service
from tests.attack.edits import Deed, Edit, append, remove, swap, swap_by, write
from tests.conftest import real_day

DAY = timedelta(days=1)

ROOMY = "topics/care/vaccinations/entry.yaml"
"""An entry whose answer has room for a step more."""

NEW = "topics/care/eye-test/entry.yaml"


def a_new_entry(folder: Path) -> None:
    """From another as a template: other asks, its own title."""
    lines = (folder / "topics/care/vaccinations/entry.yaml").read_text("utf-8").splitlines()
    kept = ["title: Eye tests" if line.startswith("title:") else line for line in lines]
    asks = ["asks:", *(f"  - the eye test question number {number}" for number in range(40))]
    for name, new in ((NEW, kept), (NEW.replace("entry.yaml", "asks/en.yaml"), asks)):
        (folder / name).parent.mkdir()
        (folder / name).write_text("\n".join(new) + "\n", "utf-8")


def reviewed(path: str, what: str) -> Deed:
    """A review of a known reviewer, as `wording` prints it for the files as they stand."""

    def deed(folder: Path) -> None:
        knowledge = Library.read(folder).knowledge
        seal = knowledge.seal(next(entry for entry in knowledge.entries if entry.id == what))
        file = folder / path
        text = file.read_text("utf-8")
        review = f"\nreview:\n  by: r-one\n  on: {real_day()}\n  wording: {seal}\nnext: "
        assert text.count("\nnext: ") == 1
        file.write_text(text.replace("\nnext: ", review), "utf-8")

    return deed


NEW_SERVICE = """
name: "Example Aid"
does: "Free advice for families"
independence: charity
nations: [england]
phone: "020 7946 0123"
url: "{url}"
hours: "Weekdays 9 to 5"
sources:
  - name: "Page on its site, 2026"
    url: "{url}"
checked: 2026-11-22
"""

NOTICE = "show: yes\ndate: 2026-11-22\nuntil: 2026-12-22\n"

ORDINARY = tuple(
    Edit("ordinary", name, deeds, whole="danger" in name)
    for name, deeds in {
        "a typo is mended": (swap_by(SAFE, r"(?<=[a-z]) can (?=[a-z])", " may ", count=1),),
        "a step is added": (
            swap(ROOMY, "  steps:\n", "  steps:\n    - Ask a charity first if you are afraid.\n"),
        ),
        "a rule says what is not safe": (
            swap(
                ROOMY,
                "  steps:\n",
                "  steps:\n    - We cannot promise that it is safe. No rule says nobody will report you.\n",
            ),
        ),
        "a step names years, days and hours": (
            swap(
                ROOMY,
                "  steps:\n",
                "  steps:\n    - From 2019 to 2021, on 9 November 2018, it was open 9:30 to 17:00.\n",
            ),
        ),
        "checked and next are renewed": (
            swap_by(SAFE, r"checked: .*", f"checked: {real_day()}"),
            swap_by(SAFE, r"^next: .*", f"next: {real_day() + 90 * DAY}"),
        ),
        "a reviewed entry is checked again": (
            REVIEWER,
            reviewed(SAFE, "safe-to-see-gp"),
            swap_by(SAFE, r"checked: .*", f"checked: {real_day()}"),
            swap_by(SAFE, r"^next: .*", f"next: {real_day() + 90 * DAY}"),
        ),
        "an ask is added": (
            append(
                SAFE.replace("entry.yaml", "asks/en.yaml"),
                '  - "my uncle fears the surgery since the winter, is he right"\n',
            ),
        ),
        "a danger example is added": (append(EXAMPLES, "  - he does not breathe any more zzz\n"),),
        "a sign is added": (swap(SIGNS, "    - mayday\n", "    - mayday\n    - mayday mayday mayday\n"),),
        "a look-alike is added": (append(LOOK_ALIKES, "  - my battery is dying again zzz\n"),),
        "an entry from a template": (a_new_entry,),
        "a new service on a known host": (
            write(service("example-aid"), NEW_SERVICE.format(url="https://www.gov.uk/help")),
        ),
        "a new service on a new host": (
            write(service("example-aid"), NEW_SERVICE.format(url="https://example-aid.org.uk/help")),
            swap("hosts.yaml", "\nhttps:\n", "\nhttps:\n  - example-aid.org.uk\n"),
        ),
        "a service of the NHS": (
            write(
                service("example-aid"),
                NEW_SERVICE.format(url="https://www.gov.uk/help").replace("charity", "nhs"),
            ),
            append(NUMBERS, "  example-aid: nhs\n"),
        ),
        "a helpline has a new number, in both files": (
            swap(service("refuge"), "0808 2000 247", "0808 2000 248"),
            swap(NUMBERS, "0808 2000 247", "0808 2000 248"),
        ),
        "a helper has other hours": (swap(service("refuge"), "Day and night", "Weekdays 9 to 5 (2026)"),),
        "the first reviewer and the first review": (REVIEWER, reviewed(SAFE, "safe-to-see-gp")),
        "a reviewer without a review": (REVIEWER,),
        "the words of a reviewed entry change": (
            REVIEWER,
            reviewed(SAFE, "safe-to-see-gp"),
            swap_by(SAFE, r"(?<=[a-z]) can (?=[a-z])", " may ", count=1),
        ),
        "a notice above the answers": (
            write(
                "notice.yaml",
                NOTICE + ABOUT + "The rules changed today. Please ask one of the people below first.\n",
            ),
        ),
        "a notice with a number from services/": (
            write("notice.yaml", NOTICE + ABOUT + '"Rules changed. In danger, call {emergency-999}."\n'),
        ),
        "a notice closes the bot, with the second key": (
            write(
                "notice.yaml",
                NOTICE + "closed: yes\ntext:\n  en: We are closed while we read the new rules.\n",
            ),
            swap_by("closing.yaml", r"^closes: \S+ ", "closes: 2026-11-22 "),
        ),
        "a notice sends people to a street, with the second key": (
            write("notice.yaml", NOTICE + ABOUT + "Come to 12 High Street, room 3.\n"),
            swap_by("closing.yaml", r"^sends_elsewhere: \S+ ", "sends_elsewhere: 2026-11-22 "),
        ),
        "the notice is taken down, the second key stays": (
            swap_by("closing.yaml", r"^closes: \S+ ", "closes: 2026-11-22 "),
        ),
        "an amount of next year": (
            swap_by(
                "facts.yaml",
                r"^prescription_charge:\n(?:  - .*\n)+",
                "prescription_charge:\n"
                f'  - {{value: "£9.90", from: 2026-04-01, until: {real_day()}, fact: COST-01}}\n'
                f'  - {{value: "£10.20", from: {real_day() + DAY}, until: open, fact: COST-01}}\n',
            ),
        ),
        "a line of the voice": (swap(VOICE, "I am glad that helped.", "I am glad."),),
        "an unused service goes": (
            remove(service("bma-toolkit")),
            lambda folder: unused(folder, "bma-toolkit"),
        ),
        "a danger example goes, in both files": (
            append(EXAMPLES, "  - zzz\n"),
            swap(EXAMPLES, "  - zzz\n", ""),
        ),
    }.items()
)


def unused(folder: Path, name: str) -> None:
    """Nobody is sent to a service that goes."""
    for file in folder.glob("topics/*/*/entry.yaml"):
        text = file.read_text("utf-8")
        file.write_text(text.replace(f", {name}", "").replace(f"{name}, ", ""), "utf-8")
