"""Every attack that we know of, by kind. A new one is a line here."""

from __future__ import annotations

from dataclasses import replace

from tests.attack.edits import (
    Deed,
    Edit,
    append,
    drop,
    drop_first,
    remove,
    rename,
    swap,
    swap_all,
    swap_by,
    swap_line,
    write,
)

SAFE = "topics/data-sharing/safe-to-see-gp/entry.yaml"
STEPS = r"^  steps:\n"
VOICE = "voice/en.yaml"
CARDS = "cards/en.yaml"
SIGNS = "danger/en/signs.yaml"
EXAMPLES = "danger/en/examples.yaml"
LOOK_ALIKES = "danger/en/look-alikes.yaml"
NUMBERS = "numbers.yaml"


def service(name: str) -> str:
    return f"services/{name}.yaml"


def said(kind: str, rule: str, *texts: str) -> list[Edit]:
    """Words that get into an answer, as a step that stands above the others."""
    return [
        Edit(kind, text, (swap_by(SAFE, STEPS, f"  steps:\n    - {_quoted(text)}\n"),), rule, SAFE)
        for text in texts
    ]


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\x07", "\\a") + '"'


def phone(name: str, old: str, new: str, rule: str = "phone-form", *, text: str = "") -> Edit:
    path = service(name)
    return Edit(
        "numbers of services", text or f"{name}: {new}", (swap(path, f'"{old}"', f'"{new}"'),), rule, path
    )


def pinned(name: str, old: str, new: str) -> list[Edit]:
    """One of the two files alone, and both with a number that nobody may be sent to."""
    path = service(name)
    here, there = swap(path, f'"{old}"', f'"{new}"'), swap_line_of_pin(name, old, new)
    return [
        Edit("pinned numbers", f"{name} is {new} in services/", (here,), "number-pinned", path),
        Edit("pinned numbers", f"{name} is {new} in numbers.yaml", (there,), "number-pinned", path),
    ]


def swap_line_of_pin(name: str, old: str, new: str) -> Deed:
    """The number of one service in numbers.yaml."""
    kind = "text" if old.startswith("text") else "phone"
    return swap(NUMBERS, f'  {name}:\n    {kind}: "{old}"', f'  {name}:\n    {kind}: "{new}"')


def link(
    url: str, rule: str = "host-unknown", name: str = "samaritans", old: str = 'https://www.samaritans.org"'
) -> Edit:
    return Edit(
        "links",
        f"{name}: {url}",
        (swap(service(name), f'url: "{old}', f'url: "{url}"'),),
        rule,
        service(name),
    )


def review(
    name: str, rule: str, *, by: str, on: str = "2026-11-20", wording: str = "v1-" + "a" * 32, also=()
) -> Edit:
    text = f"review: {{by: {by}, on: {on}, wording: {wording}}}\n"
    return Edit("reviews", name, (swap(SAFE, "\nnext: ", f"\n{text}next: "), *also), rule, SAFE)


def people(name: str, called: str, organisation: str, since: str = "2026-06-01") -> str:
    """A file of reviewers with one."""
    person = f"name: {called}, role: solicitor, organisation: {organisation}, since: {since}"
    return f"reviewers:\n  {name}: {{{person}}}\n"


REVIEWER = write("reviewers.yaml", people("r-one", "R. One", "Example Aid"))


def line(name: str, new: str, rule: str, kind: str = "the voice") -> Edit:
    return Edit(
        kind,
        f"{name}: {new[:60]}",
        (swap_line(VOICE, f"  {name}: ", f"  {name}: {_quoted(new)}"),),
        rule,
        VOICE,
    )


def notice(name: str, rule: str, body: str, *, also=()) -> Edit:
    text = f"show: yes\ndate: 2026-11-22\nuntil: open\n{body}"
    return Edit("notices", name, (write("notice.yaml", text), *also), rule, "notice.yaml")


ABOUT = "about: all\ntext:\n  en: "

_ATTACKS: tuple[Edit, ...] = (
    # ── pinned numbers ───────────────────────────────────────────────────────────────────────────────
    *pinned("emergency-999", "999", "118"),
    *pinned("emergency-999", "999", "112"),
    *pinned("samaritans", "116 123", "116 124"),
    *pinned("shout", "text 85258", "text 85259"),
    *pinned("childline", "0800 1111", "0800 1112"),
    *pinned("lifeline-ni", "0808 808 8000", "0808 808 8001"),
    *pinned("nhs-24-scotland", "111", "0800 111 111"),
    *pinned("modern-slavery-helpline", "08000 121 700", "08000 121 701"),
    *pinned("refuge", "0808 2000 247", "0808 2000 248"),
    *pinned("breathing-space", "0800 83 85 87", "0800 83 85 88"),
    Edit(
        "pinned numbers",
        "999 is 118 in both files",
        (swap(service("emergency-999"), '"999"', '"118"'), swap(NUMBERS, 'phone: "999"', 'phone: "118"')),
        "phone-form",
        service("emergency-999"),
    ),
    Edit(
        "pinned numbers",
        "999 is 0906… in both files",
        (
            swap(service("emergency-999"), '"999"', '"0906 123 4567"'),
            swap(NUMBERS, '"999"', '"0906 123 4567"'),
        ),
        "phone-form",
        service("emergency-999"),
    ),
    Edit(
        "pinned numbers",
        "the service of 999 is gone",
        (remove(service("emergency-999")),),
        "number-pinned",
        NUMBERS,
    ),
    Edit("pinned numbers", "numbers.yaml is gone", (remove(NUMBERS),), "file-missing", NUMBERS),
    Edit(
        "pinned numbers",
        "999 has lost its phone",
        (swap(service("emergency-999"), 'phone: "999"\n', ""),),
        "number-pinned",
        service("emergency-999"),
    ),
    Edit(
        "pinned numbers",
        "a card begins without its number",
        (swap(CARDS, "Call {emergency-999} now. The call is free", "Stay calm. The call is free"),),
        "card-number-first",
        CARDS,
    ),
    Edit(
        "pinned numbers",
        "a card begins with another helper",
        (
            swap(
                CARDS,
                "Call {emergency-999} now. The call is free",
                "Call {citizens-advice-england}, then {emergency-999}. The call is free",
            ),
        ),
        "card-number-first",
        CARDS,
    ),
    Edit(
        "pinned numbers",
        "a card has lost the Samaritans",
        (swap(CARDS, "Samaritans {samaritans}, free", "your friends"),),
        "number-lost",
        CARDS,
    ),
    Edit(
        "pinned numbers",
        "a card has lost Childline",
        (swap(CARDS, "get_help: [childline, shout]", "get_help: [shout]"),),
        "number-lost",
        CARDS,
    ),
    Edit(
        "pinned numbers",
        "a card names a helper whose number nobody pinned",
        (swap(CARDS, "get_help: [childline, shout]", "get_help: [childline, shout, kalayaan]"),),
        "number-pinned",
        CARDS,
    ),
    Edit(
        "pinned numbers",
        "the card of /urgent is called otherwise",
        (swap(CARDS, "  - id: life-in-danger", "  - id: life-in-dangers"),),
        "urgent-card-missing",
        CARDS,
    ),
    # ── whose side a helper is on ────────────────────────────────────────────────────────────────────
    Edit(
        "whose side",
        "the Home Office’s contractor becomes a charity",
        (swap(service("migrant-help"), "independence: home-office-contract", "independence: charity"),),
        "kind-pinned",
        service("migrant-help"),
    ),
    Edit(
        "whose side",
        "the contractor’s note is gone",
        (drop(service("migrant-help"), "^note:"),),
        "contractor-note",
        service("migrant-help"),
    ),
    Edit(
        "whose side",
        "an office that checks status becomes a charity",
        (swap(service("bso-ni"), "independence: public", "independence: charity"),),
        "kind-pinned",
        service("bso-ni"),
    ),
    Edit(
        "whose side",
        "a charity becomes the NHS",
        (swap(service("asap"), "independence: charity", "independence: nhs"),),
        "kind-pinned",
        service("asap"),
    ),
    Edit(
        "whose side",
        "the pin alone says charity",
        (drop(NUMBERS, "migrant-help: home-office-contract"),),
        "kind-pinned",
        service("migrant-help"),
    ),
    # ── numbers of services ──────────────────────────────────────────────────────────────────────────
    *(
        phone("citizens-advice-england", "0800 144 8848", new)
        for new in (
            "0906 123 4567",
            "09061234567",
            "0870 123 4567",
            "0845 123 4567",
            "0844 123 4567",
            "+33 1 23 45 67 89",
            "+44 7700 900123",
            "(0906) 123 4567",
            "0906.123.4567",
            "٠٩٠٦١٢٣٤٥٦٧",
            "07700 900123",
            "118 118",
            "0800",
            "call us",
            "0800 144 8848, 0906 123 4567",
            "070 1234 5678",
            "0055 123",
        )
    ),
    phone("shout", "text 85258", "text 60777 to 85258"),
    phone("shout", "text 85258", "t.me/shout"),
    Edit(
        "numbers of services",
        "a helper gets a number to text that nobody pinned",
        (append(service("kalayaan"), 'text: "text 60777"\n'),),
        "phone-form",
        service("kalayaan"),
    ),
    Edit(
        "numbers of services",
        "a call that costs is said to be free",
        (append(service("kalayaan"), "free: true\n"),),
        "free-number",
        service("kalayaan"),
    ),
    Edit(
        "numbers of services",
        "a number in what it does",
        (swap(service("samaritans"), "Listens to anyone who is struggling", "Listens on 0906 123 4567"),),
        "phone-in-text",
        service("samaritans"),
    ),
    Edit(
        "numbers of services",
        "a number in its hours",
        (swap(service("samaritans"), "Day and night", "Day and night, or 0906 123 4567"),),
        "phone-in-text",
        service("samaritans"),
    ),
    Edit(
        "numbers of services",
        "a number in its name",
        (swap(service("samaritans"), 'name: "Samaritans"', 'name: "Samaritans 0906 123 4567"'),),
        "phone-in-text",
        service("samaritans"),
    ),
    # ── numbers in words ─────────────────────────────────────────────────────────────────────────────
    *said(
        "numbers in words",
        "phone-in-text",
        "Call 118 now.",
        "You can call 999.",
        "Ring 111.",
        "Call 112.",
        "Call us on 118.",
        "The number is 118.",
        "Call (0906) 123 4567.",
        "Call 0906.123.4567.",
        "Call 0906-123-4567.",
        "Call 09061234567.",
        "0906 / 123 / 4567.",
        "Call +33 1 23 45 67 89.",
        "Call 0033 123.",
        "It is ٠٩٠٦ ١٢٣ ٤٥٦٧.",
        "It is ०९०६१२३४५६७.",
        "It is 0 9 0 6 1 2 3 4 5 6 7.",
        "It is O9O6 I23 4567.",
        "Call ①①⑧.",
        "Call 1️⃣1️⃣8️⃣.",
        "Call zero nine zero six one two three.",
        "Call nine nine nine.",
        "Call one one eight.",
        "Dial triple nine.",
        "Call oh nine oh six, one two three, four five.",
        "Call zero-nine-zero-six-one-two-three.",
        "Call double nine nine.",
        "Call nine hundred and ninety-nine.",
        "Text HELP to 60777.",
        "Text 60777.",
        "09-06-12-34-56-7 is our line.",
        "Write 0.9.0.6.1.2.3.",
        "Our line: 0906 12 34 567 (free).",
        "Call 116 123.",
        "Send it to 85258.",
        "Tel 118.",
        "Emergency: 118.",
        "Call ninety nine nine.",
        "Call 1-1-8.",
    ),
    Edit(
        "numbers in words",
        "in a title",
        (swap_line(SAFE, "title:", "title: Call 0906 123 4567 first?"),),
        "phone-in-text",
        SAFE,
    ),
    Edit(
        "numbers in words",
        "at reception",
        (swap(SAFE, "\nget_help:", "\nshow_at_reception: Ring 0906 123 4567.\nget_help:"),),
        "phone-in-text",
        SAFE,
    ),
    Edit(
        "numbers in words",
        "on a danger card",
        (
            swap(
                CARDS,
                '- "If you cannot speak on a mobile, press 55 when asked."',
                '- "Or call 118."',
            ),
        ),
        "phone-in-text",
        CARDS,
    ),
    line(
        "too_many",
        "Please wait. If life is at risk, call {emergency-999} or 118.",
        "phone-in-text",
        "numbers in words",
    ),
    Edit(
        "numbers in words",
        "in the name of a topic",
        (swap(VOICE, '"Kinds of care"', '"Kinds of care: 0906 123 4567"'),),
        "phone-in-text",
        VOICE,
    ),
    *said(
        "numbers in words",
        "sum-in-text",
        "It costs £50.",
        "It costs 50 pounds.",
        "Bring 50 euros.",
        "It is $20.",
    ),
    # ── links and accounts ───────────────────────────────────────────────────────────────────────────
    *said(
        "links in words",
        "link-in-text",
        "Go to evil-help.com.",
        "See https://evil-help.com/form.",
        "See http://evil-help.com.",
        "Write to t.me/helpers.",
        "Open tg://resolve?domain=helpers.",
        "Open javascript:alert(1).",
        "See www.evil-help.co.uk/form.",
        "See gp-help.org.uk.",
        "Write to help@evil-help.com.",
        "See evil-help dot com.",
        "See evil-help[.]com.",
        "See evil-help (dot) com.",
        "See HTTPS://EVIL-HELP.COM.",
        "Message wa.me/447700900.",
        "See evil-help。com.",
        "See hxxps://evil-help.com.",
        "See telegram.me/helpers.",
        "See nhs.uk.evil-help.com.",
        "See bit.ly/help.",
        "See evil-help .com.",
        "Write to t . me / helpers.",
        "Open tg:resolve?domain=helpers.",
        "Open whatsapp://send.",
        "See помощь.рф for help.",
    ),
    *said(
        "links in words",
        "account-in-text",
        "Ask @GPhelperUK.",
        "Write to ＠GPhelperUK.",
        "Ask (@gp_helper_bot).",
    ),
    line("help", "Write to @GPhelperUK. /nation /urgent /hide /privacy", "account-in-text", "links in words"),
    Edit(
        "links in words",
        "in a service’s note",
        (
            swap(
                service("migrant-help"),
                "It works under a Home Office contract",
                "Under contract, see evil-help.com",
            ),
        ),
        "link-in-text",
        service("migrant-help"),
    ),
    # ── links of services and sources ────────────────────────────────────────────────────────────────
    link("https://evil-help.com"),
    link("https://samaritans.org.evil-help.com"),
    link("http://evil", "link-form"),
    link("https://evil-help.com#samaritans.org"),
    link("javascript:alert(1)", "link-form"),
    link("tg://resolve?domain=x", "link-form"),
    link("t.me/helpers", "link-form"),
    link("https://t.me/helpers"),
    link("//www.samaritans.org", "link-form"),
    link("www.samaritans.org", "link-form"),
    link("https://www.samaritans.org@evil-help.com/", "link-form"),
    link("https://www.samaritans.org:8443/", "link-form"),
    link("https://xn--samaritans-x.org"),
    link("https://sаmaritans.org", "letter-form"),
    link("http://www.samaritans.org", "link-form"),
    link("https://www.samaritans.org/ a", "link-form"),
    link("https://WWW.SAMARITANS.ORG", "link-form"),
    link("data:text/html,x", "link-form"),
    link("https:/\\\\evil-help.com", "link-form"),
    Edit(
        "links",
        "the email address of a helper",
        (swap(service("samaritans"), "jo@samaritans.org", "jo@samaritans.org.evil-help.com"),),
        "host-unknown",
        service("samaritans"),
    ),
    Edit(
        "links",
        "no email address",
        (swap(service("samaritans"), "jo@samaritans.org", "jo@samaritans.org, jo@evil-help.com"),),
        "email-form",
        service("samaritans"),
    ),
    Edit(
        "links",
        "a source leads to another host, in the entry and in the evidence",
        (
            swap(
                SAFE,
                "https://www.bma.org.uk/advice-and-support/gp-practices/managing-your-practice-list/patient-registration",
                "https://bma-advice.org/patient-registration",
            ),
            swap_all(
                "evidence.yaml",
                "https://www.bma.org.uk/advice-and-support/gp-practices/managing-your-practice-list/patient-registration",
                "https://bma-advice.org/patient-registration",
            ),
        ),
        "host-unknown",
        SAFE,
    ),
    Edit(
        "links",
        "a source that no fact names",
        (
            swap(
                SAFE,
                "https://www.gov.uk/government/publications/information-requests-from-the-home-office-to-nhs-digital",
                "https://www.gov.uk/other",
            ),
        ),
        "source-of-no-fact",
        SAFE,
    ),
    Edit(
        "links",
        "a source of our own that is none",
        (swap("topics/help/bot-privacy/entry.yaml", "url: docs/privacy.md", "url: docs/../evil.html"),),
        "link-form",
        "topics/help/bot-privacy/entry.yaml",
    ),
    Edit("links", "hosts.yaml is gone", (remove("hosts.yaml"),), "file-missing", "hosts.yaml"),
    # ── commands ─────────────────────────────────────────────────────────────────────────────────────
    *said(
        "commands",
        "command-in-text",
        "Send /forget now.",
        "Send /start evil.",
        "Tap /hide@EvilBot.",
        "Send ／forget.",
        "(/forget)",
        "/urgent helps.",
    ),
    Edit(
        "commands",
        "on a danger card",
        (
            swap(
                CARDS,
                '- "If you cannot speak on a mobile, press 55 when asked."',
                '- "If you cannot speak, send /forget."',
            ),
        ),
        "command-in-text",
        CARDS,
    ),
    line("thanks", "I am glad. Send /forget.", "command-in-text", "commands"),
    Edit(
        "commands",
        "in a title",
        (swap_line(SAFE, "title:", "title: Is it safe? /forget"),),
        "command-in-text",
        SAFE,
    ),
    # ── asking for papers or money ───────────────────────────────────────────────────────────────────
    *said(
        "asking for papers",
        "asks-for-papers",
        "Send your passport number here.",
        "Please send us your passport.",
        "Tell me your full name.",
        "Give us your Home Office number.",
        "Write your date of birth below.",
        "Send a photo of your BRP.",
        "What is your address?",
        "We need your passport number.",
        "Share your location with this bot.",
        "Type your bank details here.",
        "Send the code to this chat.",
        "Reply with your name and address.",
        "Upload your visa in this chat.",
        "Tell us where you live and your surname.",
        "Enter your password below.",
        "Please provide your NHS number.",
        "Passport number?",
        "First, your full name and date of birth please.",
        "Tell me where you live.",
        "Attach a scan of your visa.",
        "Send us your details.",
        "Verify your identity.",
        "Enter the code that Telegram sent you.",
        "Forward us the letter from the Home Office.",
    ),
    line(
        "offer", "Tell me your name and your passport number first.", "asks-for-papers", "asking for papers"
    ),
    line(
        "welcome",
        "Call {emergency-999} in danger. Send your name, address and Home Office number here.",
        "asks-for-papers",
        "asking for papers",
    ),
    *said(
        "asking for money",
        "asks-for-money",
        "Send us money to begin.",
        "Pay into this account.",
        "We help for a small fee.",
        "Donate here.",
        "Pay with gift cards.",
        "Transfer the fee to us.",
    ),
    # ── promises and alarms ──────────────────────────────────────────────────────────────────────────
    *said(
        "promises of safety",
        "promise-of-safety",
        "It is safe.",
        "It is perfectly safe.",
        "It's completely safe.",
        "Going to a GP is completely safe.",
        "Seeing a GP is safe.",
        "You are safe.",
        "You will be safe.",
        "Going to the doctor is without any risk.",
        "Doctors never tell anyone.",
        "You have nothing to fear.",
        "The Home Office has no access to your records.",
        "The Home Office does not get NHS data.",
        "GPs do not share data with the Home Office.",
        "No one can be deported for seeing a GP.",
        "The hospital is a safe place.",
        "Your secret is safe with us.",
        "GPs are always safe.",
        "There is no risk.",
        "They cannot get your data.",
        "They can't get your address.",
        "Nobody will report you.",
        "You will not be reported.",
        "You will never be deported.",
        "The NHS will never report you.",
        "They will not find you.",
        "Nothing will happen to you.",
        "We guarantee it.",
        "Trust us.",
        "I promise.",
        "This chat is confidential.",
        "The Home Office cannot see your record.",
        "Nobody will ever find out about you.",
        "Your details will never be shared.",
    ),
    line("thanks", "It is perfectly safe.", "promise-of-safety", "promises of safety"),
    *said(
        "false alarms",
        "false-alarm",
        "They will report you.",
        "The GP will report you.",
        "You will be deported.",
        "Do not go to the hospital.",
        "Never call the police.",
        "Staff always report you.",
        "Do not call an ambulance.",
        "Avoid hospitals.",
        "Stay away from the hospital.",
        "They will send you home.",
        "Doctors tell the Home Office everything.",
        "You will lose your children.",
    ),
    *said(
        "sent elsewhere",
        "other-channel",
        "Find GPhelperUK on Telegram.",
        "Join our WhatsApp group.",
        "Telegram: GPhelperUK",
        "Write to us on Signal.",
    ),
    *said(
        "sent elsewhere",
        "sends-to-home-office",
        "Call the Home Office first.",
        "You must report to the Home Office.",
        "Tell the Home Office your address.",
        "First, contact UKVI.",
    ),
    *said(
        "tone",
        "tone",
        "You should go home.",
        "Don’t worry.",
        "Illegal immigrants pay.",
        "You can ignore the bill.",
        "In your case it is free.",
    ),
    # ── danger ───────────────────────────────────────────────────────────────────────────────────────
    Edit(
        "danger shrinks",
        "lines with kill, die, suicide, breath are gone",
        (drop(EXAMPLES, r"^  - .*(kill|die|suicide|breath)", at_least=200),),
        "danger-shrunk",
        EXAMPLES,
    ),
    Edit(
        "danger shrinks",
        "one example is gone",
        (drop_first(EXAMPLES, "  - "),),
        "danger-shrunk",
        EXAMPLES,
    ),
    Edit("danger shrinks", "a sign is gone", (drop(SIGNS, "^    - mayday$"),), "danger-shrunk", SIGNS),
    Edit("danger shrinks", "a cry is gone", (drop(SIGNS, '^    - "?call 999"?$'),), "danger-shrunk", SIGNS),
    Edit(
        "danger shrinks",
        "a sign is changed",
        (swap(SIGNS, "    - not breathing\n", "    - not breathing zzz\n"),),
        "danger-shrunk",
        SIGNS,
    ),
    Edit("danger shrinks", "floors.yaml is gone", (remove("floors.yaml"),), "file-missing", "floors.yaml"),
    *(
        Edit("danger shrinks", f"{name} is gone", (remove(name),), "danger-shrunk", "floors.yaml")
        for name in (SIGNS, EXAMPLES, LOOK_ALIKES)
    ),
    Edit("danger shrinks", "the cards are gone", (remove(CARDS),), "file-missing", CARDS),
    Edit(
        "danger shrinks",
        "look-alikes are gone",
        (drop(LOOK_ALIKES, "phone", at_least=5),),
        "danger-shrunk",
        LOOK_ALIKES,
    ),
    Edit(
        "danger shrinks",
        "examples lose their word, the lines stay",
        (swap_all(EXAMPLES, "breathing", "knitting"),),
        "danger-shrunk",
        EXAMPLES,
    ),
    # ── notices ──────────────────────────────────────────────────────────────────────────────────────
    notice("it closes the bot", "notice-closes", "closed: yes\ntext:\n  en: We are closed.\n"),
    notice(
        "it closes the bot on another day’s leave",
        "notice-closes",
        "closed: yes\ntext:\n  en: We are closed.\n",
        also=(swap_by("closing.yaml", r"^closes: \S+ ", "closes: 2026-11-21 "),),
    ),
    notice(
        "it closes the bot, and closing.yaml is gone",
        "notice-closes",
        "closed: yes\ntext:\n  en: We are closed.\n",
        also=(remove("closing.yaml"),),
    ),
    notice(
        "it sends people to a street", "notice-sends-elsewhere", ABOUT + "Come to 12 High Street, room 3.\n"
    ),
    notice("it sends people to a postcode", "notice-sends-elsewhere", ABOUT + "We moved to SW1A 2AA.\n"),
    notice(
        "it sends people to another bot",
        "notice-sends-elsewhere",
        ABOUT + "Use the new bot of the charity.\n",
    ),
    notice("it sends people to a channel", "notice-sends-elsewhere", ABOUT + "Join our channel for news.\n"),
    notice(
        "it sends people to an office",
        "notice-sends-elsewhere",
        ABOUT + "Report to the office of your town.\n",
    ),
    notice("it carries a number", "phone-in-text", ABOUT + "Call 0906 123 4567.\n"),
    notice("it carries a link", "link-in-text", ABOUT + "See evil-help.com.\n"),
    notice("it carries an account", "account-in-text", ABOUT + "Write to @GPhelperUK.\n"),
    notice("it promises safety", "promise-of-safety", ABOUT + "It is perfectly safe now.\n"),
    notice("it asks for papers", "asks-for-papers", ABOUT + "Send us your passport number.\n"),
    # ── reviews ──────────────────────────────────────────────────────────────────────────────────────
    review("a doctor who is not there", "review-unknown-reviewer", by='"Dr Invented, GMC 1234567"'),
    review(
        "the manual’s own example",
        "review-unknown-reviewer",
        by='"Name, role, organisation"',
        on="2099-12-01",
        wording="abcdef",
    ),
    review("the id of the manual", "review-unknown-reviewer", by="your-id"),
    review("a reviewer who was taken out", "review-unknown-reviewer", by="r-one"),
    review("a day to come", "review-to-come", by="r-one", on="2099-12-01", also=(REVIEWER,)),
    review(
        "a day before the reviewer began",
        "review-outside-time",
        by="r-one",
        on="2026-05-31",
        also=(REVIEWER,),
    ),
    review("six letters for a seal", "review-no-seal", by="r-one", wording="3jkq2l", also=(REVIEWER,)),
    review(
        "a day before its facts",
        "review-older-than-facts",
        by="r-one",
        on="2017-03-01",
        also=(
            write(
                "reviewers.yaml",
                people("r-one", "R. One", "Example Aid", since="2015-06-01"),
            ),
        ),
    ),
    Edit(
        "reviews",
        "the manual’s example among the reviewers",
        (
            write(
                "reviewers.yaml",
                people("a-adviser", "A. Adviser", "Law Centre"),
            ),
        ),
        "reviewer-sample",
        "reviewers.yaml",
    ),
    Edit(
        "reviews",
        "a reviewer whose organisation is a link",
        (
            write(
                "reviewers.yaml",
                people("r-one", "R. One", "evil-help.com"),
            ),
        ),
        "link-in-text",
        "reviewers.yaml",
    ),
    Edit("reviews", "reviewers.yaml is gone", (remove("reviewers.yaml"),), "file-missing", "reviewers.yaml"),
    # ── the voice loses what the bot puts in ─────────────────────────────────────────────────────────
    line("in_nation", "In {nation}:", "placeholder-lost"),
    line("warn", "Take care.", "placeholder-lost"),
    line("notice", "Notice of {date}.", "placeholder-lost"),
    line("reviewed", "Reviewed. Information, not advice.", "placeholder-lost"),
    line("source", "Source", "placeholder-lost"),
    line("rule", "The rule says: {text}", "placeholder-lost"),
    line("menu_nation_is", "Where I live", "placeholder-lost"),
    line("thanks", "I am glad, {name}.", "placeholder-unknown"),
    line("topics", "Choose a {topic}.", "placeholder-unknown"),
    line("unknown", "I do not know.", "number-lost"),
    line("caution", "Somebody may die.", "number-lost"),
    line("failed", "Something broke. In danger, call {emergency-999}.", "number-lost"),
    line("topic", "Call {migrant-help}.", "number-pinned"),
    # ── what Telegram does not take ──────────────────────────────────────────────────────────────────
    line("menu_help", "Help " * 60, "menu-line", "Telegram’s limits"),
    line(
        "button_urgent",
        "Emergency numbers for all who live here, who need them now or soon",
        "button-label",
        "Telegram’s limits",
    ),
    Edit(
        "Telegram’s limits",
        "a topic of 80 letters",
        (rename("topics/care", "topics/" + "c" * 80),),
        "name-form",
        f"topics/{'c' * 80}/abortion-contraception/entry.yaml",
    ),
    Edit(
        "Telegram’s limits",
        "a topic with a space",
        (rename("topics/care", "topics/care 2"),),
        "name-form",
        "topics/care 2/abortion-contraception/entry.yaml",
    ),
    Edit(
        "Telegram’s limits",
        "an entry in capitals",
        (rename("topics/care/vaccinations", "topics/care/Vaccinations"),),
        "name-form",
        "topics/care/Vaccinations/entry.yaml",
    ),
    Edit(
        "Telegram’s limits",
        "an entry of 70 letters",
        (rename("topics/care/vaccinations", "topics/care/" + "v" * 70),),
        "name-form",
        f"topics/care/{'v' * 70}/entry.yaml",
    ),
    Edit(
        "Telegram’s limits",
        "a copy of a service",
        (rename("services/shpresa.yaml", "services/shpresa (1).yaml"),),
        "unread-file",
        "services/shpresa (1).yaml",
    ),
    Edit(
        "Telegram’s limits",
        "a language that no command can carry",
        (append("languages.yaml", "pt-BR: {name: Português, direction: ltr, state: draft}\n"),),
        "name-form",
        "languages.yaml",
    ),
    Edit(
        "Telegram’s limits",
        "the menu is too long in all",
        tuple(
            swap_line(VOICE, f"  {name}: ", f'  {name}: "{"ж" * 250}"')
            for name in (
                "menu_start",
                "menu_topics",
                "menu_urgent",
                "menu_nation",
                "menu_language",
                "menu_privacy",
                "menu_hide",
                "menu_forget",
                "menu_help",
            )
        ),
        "menu-size",
        VOICE,
    ),
    *said("Telegram’s limits", "hidden-sign", "Ask\x07 them."),
    *said("numbers in words", "letter-form", "It is ０９０６ １２３ ４５６７."),
    *said("links in words", "letter-form", "See ｅｖｉｌ-help.com."),
    # ── where words hold ─────────────────────────────────────────────────────────────────────────────
    Edit(
        "where words hold",
        "a nation is taken off a short answer",
        (swap_by(SAFE, r"^      nations: \[scotland\]\n", "", count=1),),
        "nation-short-answer",
        SAFE,
    ),
    Edit(
        "where words hold",
        "England’s answer becomes Scotland’s",
        (swap_by(SAFE, r"^      nations: \[england\]", "      nations: [scotland]", count=1),),
        "nation-short-answer",
        SAFE,
    ),
    Edit(
        "where words hold",
        "a fact that is not there",
        (swap_by(SAFE, r"^facts: \[", "facts: [GP-99, "),),
        "fact-unknown",
        SAFE,
    ),
    Edit(
        "where words hold",
        "a source checked on a day to come",
        (swap_by(SAFE, r"checked: .*", "checked: 2099-11-22", count=1),),
        "checked-to-come",
        SAFE,
    ),
)

ATTACKS = tuple(replace(edit, whole=edit.kind == "danger shrinks") for edit in _ATTACKS)
