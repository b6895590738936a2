"""Every rule by its name: what it means, and what to do. Changes when there is a rule more or less."""

from __future__ import annotations

from collections.abc import Mapping

SOON: Mapping[str, str] = {
    "next-soon": "An entry must be checked again within 30 days: hold it against its sources.",
    "amount-soon": "A sum ends within 30 days. Add the next value to facts.yaml as soon as it is known.",
}
"""What a near day will bring: always a warning."""

DUE: Mapping[str, str] = {
    "next-past": "An entry should have been checked again, and its answer says so. Check it again.",
    "entry-expired": "An entry is 90 days past its date and is no longer said. Check it again.",
    "amount-lapsed": "A sum has no value today; words that name it are withheld. Add it to facts.yaml.",
    "notice-ended": "A notice is over. Write `show: no` in notice.yaml, or a later day.",
}
"""What a day has brought: always a warning. `check --due` fails for it."""

WRITTEN: Mapping[str, str] = {
    # entries
    "no-entry": "No entry can be read. Mend the files under topics/.",
    "draft": "An entry is a draft, and nobody is told it (a warning). Delete `draft: true` when it is done.",
    "blank-left": "A blank “…” of a new entry stands where words belong. Write them.",
    "title-long": "A title is too long for a button. Cut it.",
    "answer-long": (
        "A short answer is too long to be the first thing that is read. Cut it; the rest are steps."
    ),
    "reply-long": "A reply is longer than two screens of a phone. Cut it, or move a part to `more:`.",
    "replies-long": "Too many replies are longer than a screen (a warning). Move parts of them to `more:`.",
    "doubt-elsewhere": (
        "An answer says in the middle what we do not know (a warning). Move it to `not_known:`."
    ),
    "doubt-twice": "An answer says twice what we do not know. Say it once, with who can tell.",
    "long-sentence": "A sentence has more than 20 words (a warning). Cut it into two.",
    "steps-many": "One nation has too many steps. Leave the most useful.",
    "asks-few": "An entry has few asks (a warning). Write more, in the words that people use.",
    "confusions-few": "Few questions are named that sound like this one (a warning). Write more.",
    "ask-twice": "The same ask stands in two entries. Keep the one where it belongs.",
    "ask-elsewhere": (
        "An ask is nearly one of another entry (a warning). Move it, or say what is different."
    ),
    "entry-unknown": "Another entry is named that is not there. Write the name of its folder.",
    "service-unknown": "A service is named that is not there. Correct the name, or add its file.",
    "fact-unknown": "A fact is named that is not in evidence.yaml. Correct the name, or add the fact.",
    "source-of-no-fact": "A source supports no fact of the entry. Name the fact that was read there.",
    "fact-without-address": "A fact has no source with an address. Add the page where it was read.",
    "nation-short-answer": "A nation has no short answer, or two. Give each exactly one.",
    "nation-without-helper": "Nobody in a nation is named who can help. Name a service of that nation.",
    "status-without-helper": (
        "In a nation, nobody with a phone is named for people of some status. Name somebody open to them."
    ),
    "passage-nation": (
        "A passage is for a nation that the entry does not serve. Add the nation, or take it away."
    ),
    "passage-without-fact": "A passage speaks of a nation where no fact of the entry holds. Cite a fact.",
    "checked-to-come": "A source is said to be checked on a day to come. Write the day on which you looked.",
    # words
    "sum-in-text": "A sum stands in the words. Put it into facts.yaml and write its name in {…}.",
    "sum-in-fixed-words": (
        "A card, a notice or a sentence of the bot names a sum that may lapse. Say it without."
    ),
    "phone-in-text": "A phone number stands in the words. Write the service in {…}.",
    "link-in-text": "An address stands in the words. Leave it out; services and sources have their `url`.",
    "account-in-text": "The name of an account stands in the words. Anybody may own it: leave it out.",
    "command-in-text": "A command such as /forget stands in the words, and can be tapped. Leave it out.",
    "control-sign": "A sign that nobody sees stands in the words. Delete it.",
    "promise-of-safety": "The words promise safety. Say who is told what instead.",
    "false-alarm": "The words threaten. Say who may tell whom, and when.",
    "asks-for-papers": "The words ask for names, papers or codes. The bot never does: leave it out.",
    "asks-for-money": "The words ask for money. The bot never does: leave it out.",
    "other-channel": "The words lead to a channel that anybody may own. Name a service instead.",
    "sends-to-home-office": "The words send people to the Home Office. Name an adviser or a charity.",
    "tone": "The words judge, blame or shout. Say it in other words.",
    "placeholder-unknown": "Nothing has the name in {…}. Use a sum of facts.yaml or a service with a phone.",
    "placeholder-lost": "A sentence of the bot has lost a {…} that it needs. Put it back.",
    # sums, services and addresses
    "amount": "The periods of a sum contradict each other, or rest on no fact. Correct them.",
    "amount-hole": "A sum has no value between two periods (a warning). Add it, if it is known.",
    "amount-to-come": "A sum has only values of days to come. Add the one of today, or do not name it yet.",
    "phone-form": "A phone number has no form that is free or cheap to call in the UK. Correct it.",
    "free-number": "A number is called free and is not. Take `free` away.",
    "email-form": "An email address has no such form. Correct it.",
    "link-form": "An address of a page has no such form. Copy it from the browser.",
    "host-unknown": (
        "An address leads to a website that is not in hosts.yaml. Add it once you know whose it is."
    ),
    "contractor-note": "A helper works for the Home Office and no `note` says so. People must know: add it.",
    # what takes two files
    "number-pinned": (
        "A number differs from numbers.yaml, or is missing there. Change both once it was called."
    ),
    "number-lost": "A card or a sentence no longer names a number that it must. Put it back.",
    "kind-pinned": "Whose side a helper is on differs from numbers.yaml. Correct one of the two.",
    "danger-shrunk": "There are fewer examples, signs or cries than floors.yaml asks for. Put them back.",
    "floor-missing": "A language has no floor (a warning). Add its counts to floors.yaml.",
    "floor-low": "A floor is far below what there is (a warning). Raise it in floors.yaml.",
    # reviews
    "review-unknown-reviewer": (
        "A review is by nobody in reviewers.yaml. Write a reviewer's id, or take it away."
    ),
    "review-outside-time": "A review is of a day on which the reviewer did not review. Correct the day.",
    "review-older-than-facts": (
        "A review is older than what it vouches for. Correct the day, or review it again."
    ),
    "review-no-seal": "A review has no whole seal. `run_bot.py wording ENTRY` prints the review to paste.",
    "review-lapsed": "What was reviewed has changed since (a warning). Have it reviewed again.",
    "review-to-come": "A review is of a day to come. Write the day on which it was read.",
    "reviewer-sample": "A reviewer is the manual's example. Take it out: people are told this name.",
    "reviewer-time": "A reviewer stopped before they began. Turn the dates round.",
    # the bot's own words, its danger cards and its notice
    "voice-line-missing": "A sentence of the bot is missing. Add it under `lines`.",
    "remark-is-danger": (
        "A remark or a follow-up of the voice is danger, too, or long enough to be. Take it out of the voice."
    ),
    "everyday-is-danger": (
        "An everyday message sounds like danger. Take it out, or put it into look-alikes.yaml."
    ),
    "topic-without-name": "A topic has no name. Add it under `topics` of the voice.",
    "months": "Not all months are named. Name all twelve.",
    "menu-line": "A line of the menu is too long for Telegram. Cut it.",
    "menu-size": "The whole menu is too long for Telegram. Cut its lines.",
    "profile-line": "A text of the profile is too long for Telegram. Cut it.",
    "button-label": "A button is empty or too long. Write one short line.",
    "name-form": "A file or folder has a name that Telegram could not carry. Use a-z, 0-9 and “-”.",
    "urgent-card-missing": "The card that /urgent shows is missing. Put it back.",
    "card-number-first": "A danger card does not begin with the number to call. Put it into the first words.",
    "notice": "Something in the notice makes no sense, or is too long. Correct it.",
    "notice-example": "A notice still has the day of the example in notice.yaml. Write the day of the news.",
    "notice-closes": "A notice closes the bot, and closing.yaml does not say so. Write the day there too.",
    "notice-sends-elsewhere": (
        "A notice sends people to another place. Leave it out, or write the day in closing.yaml."
    ),
    # languages
    "language-unknown": "A file is of a language that languages.yaml does not know. Add it there as a draft.",
    "term-avoided": "A translation uses a word that its terms file avoids. Write the other.",
    "term-missing": "A translation does not name a term that the English names (a warning). Name it.",
    "helper-words-unknown": "Words about a helper are translated that no helper says any more (a warning).",
    "helper-words-numbers": "Words about a helper have other numbers than the English. Write the same.",
    "helper-words-missing": "Words about helpers are not in a live language (a warning). Translate them.",
    "elsewhere-line": "The sentence of another language lacks the number, or the word to say. Write both.",
    "card-unknown": "Cries stand under a danger card that is not in cards/en.yaml. Write the id of one.",
    "cry-twice": "A cry stands under two other languages. Leave it in one of them.",
    "english-live": "English is not live in languages.yaml. Put it back: everything is written in it first.",
    "translation-stale": "The English words have changed since a translation was made. Translate it anew.",
    "translation-shape": "A translation has other nations or another number of passages than the English.",
    "translation-placeholder": "A translation names other sums or services in {…} than the English words.",
    "calibration-missing": (
        "Nothing was fitted for a language, so it only offers buttons (a warning). Run `tools/calibrate.py`."
    ),
    "calibration-stale": (
        "What was fitted is of other things than the matcher sees. Run `tools/calibrate.py` again."
    ),
    "danger-stage-missing": (
        "Nothing was fitted for danger in a language, so the examples alone decide (a warning). Run "
        "`tools/fit_danger.py`."
    ),
    "danger-stage-stale": (
        "What was fitted for danger is of other things than are seen today. Run `tools/fit_danger.py` again."
    ),
    # files
    "file-missing": "A file is missing without which nothing works. Put it back.",
    "unread-file": (
        "A file is of no kind that is read, or not text in UTF-8. Rename it, save it anew or delete it."
    ),
    "link": "A file is a link to another place. Put the file itself there.",
    "yaml-form": "A file is not the YAML that we read. The message names the line and the sign.",
    "reading": "A key is missing, misspelt or holds something else than it should. The message says what.",
    "letter-form": "A letter of another alphabet stands within a word. Type the word anew.",
    "hidden-sign": "A sign that nobody sees, or a text that YAML reads otherwise than you do. Type it anew.",
}
"""What somebody wrote: an error, but where it says warning."""

RULES: Mapping[str, str] = {**SOON, **DUE, **WRITTEN}
