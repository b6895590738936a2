"""
What each of the bot's own sentences is for, with an example, as an editor reads it in the schema and in a
blank file. Changes when a voice gets another line, or another kind of small talk or remark.
"""

from __future__ import annotations

from bot.knowledge import Nation
from bot.knowledge.phrases import Remark

SAID = {
    "welcome": (
        "The first words, after /start and after a greeting.",
        "Ask me about seeing a doctor in the UK, what it costs, and what the NHS tells the Home Office.",
    ),
    "help": ("The reply to /help.", "Write your question in your own words, or choose a topic below."),
    "topics": ("Above the list of topics.", "Choose a topic, or write your question."),
    "topic": ("Above the questions of one topic.", "Choose a question."),
    "old_button": (
        "When somebody taps a button whose answer is gone.",
        "That button is old. Here are the topics of today.",
    ),
    "offer": (
        "Above the buttons when the bot is not sure what was meant.",
        "I am not sure what you mean. Is it one of these?",
    ),
    "offer_story": (
        "The same, after a long story with several questions.",
        "Thank you for telling me. I can answer these. Choose one.",
    ),
    "unknown": (
        "When there is no answer. People who can help are listed below it.",
        "I do not have an answer to that. I do not want to guess.",
    ),
    "other_language": (
        "When the message stands in letters that the bot cannot read.",
        "I do not have an answer to that. I do not want to guess.",
    ),
    "too_long": (
        "When a message is too long to read.",
        (
            "Your message is very long, and I may miss something. Please send the question in a few "
            "sentences, or choose a topic."
        ),
    ),
    "unreadable": (
        "When a message holds no words.",
        (
            "I could not read a question in that. Please write a few words, or choose a topic. If life is "
            "at risk, call {emergency-999}."
        ),
    ),
    "unreadable_kind": (
        "When somebody sends a picture or a voice message.",
        (
            "I can only read written messages, not pictures or voice. Please write a few words, or choose a "
            "topic. If life is at risk, call {emergency-999}."
        ),
    ),
    "thanks": ("The reply to thanks.", "I am glad that helped. You can ask again at any time."),
    "insult": (
        "The reply to an insult: calm, with a way on.",
        "I am sorry that this is not helping. You can ask in other words, or choose a topic.",
    ),
    "nation_chosen": (
        "After somebody chose where they live; {nation} is its name.",
        "I will give the rules for {nation}. You can change this with /nation.",
    ),
    "profile_name": (
        (
            "The bot's name at Telegram for those who read this language, up to 64 letters. The operator "
            "chooses the English one."
        ),
        "Healthcare rights bot",
    ),
    "profile_about": (
        "What stands on the bot's page at Telegram and under a link to it, up to 120 letters.",
        (
            "See a doctor in the UK: what it costs, who is told what. Asking is free. Not the NHS, not the "
            "Home Office. Danger: {emergency-999}."
        ),
    ),
    "language_chosen": ("After somebody chose this language.", "I will answer in English."),
    "not_forgotten": (
        (
            "The reply to /forget when Telegram has not confirmed it. It must not say that anything is "
            "forgotten."
        ),
        "I could not do that yet. Please send /forget again in a minute.",
    ),
    "nation_not_kept": (
        "The reply to a chosen nation that could not be kept. {nation} is its name.",
        "I could not keep {nation} just now. Please choose it again in a minute.",
    ),
    "price_unknown": (
        (
            "In the place of an answer for a nation, while a sum in it has no value in facts.yaml. People "
            "who can help are listed below it."
        ),
        "I do not have the price or limit for today yet. You can ask the people below.",
    ),
    "price_missing": (
        "In the place of a step or a warning, while a sum in it has no value in facts.yaml.",
        "A price or limit is missing here: I do not have the one for today yet.",
    ),
    "more": (
        "The first of the folded lines of an answer: what a tap opens.",
        "More: details, more people who can help, and where this comes from",
    ),
    "more_help": ("Above the helpers that are folded.", "More people who can help:"),
    "button_person": ("The button under every reply that says whom to call.", "Talk to a person"),
    "too_old": (
        (
            "The reply to a question whose answer is withheld, because it must be checked again. People who "
            "can help are listed below it."
        ),
        "I had an answer to that, but it is too old now and must be checked again.",
    ),
    "language_not_kept": (
        "The reply to a chosen language that could not be kept.",
        "I could not keep your language just now. Please choose it again in a minute.",
    ),
    "forgotten": (
        "The reply to /forget, after the chat is forgotten.",
        "I have forgotten your language and your nation. I kept nothing else.",
    ),
    "choose_nation": ("Above the buttons of /nation.", "Where do you live? Rules differ."),
    "choose_language": ("Above the buttons of /language.", "Which language do you want?"),
    "choose_hide": (
        "The reply to /hide: how to clear the chat.",
        (
            "To clear this chat, open its menu, choose Delete chat or Clear history, and also delete it for "
            "the bot."
        ),
    ),
    "failed": (
        "When the bot itself broke. Keep the emergency number in it.",
        (
            "Something broke on my side, and it is not your fault. Please send it again in a minute. If "
            "life is at risk, call {emergency-999}. To talk to somebody at any time: Samaritans "
            "{samaritans}."
        ),
    ),
    "also": (
        "Below a danger card, above the answers to the rest of the question.",
        "When help is on its way, I can also answer this:",
    ),
    "caution": (
        "One line above an answer when there may be danger.",
        "If somebody may die or be badly hurt now, call {emergency-999}. It is free.",
    ),
    "people_who_help": ("The heading above helplines.", "Who can help:"),
    "for_nation": (
        "Below an answer that differs by nation; {nation} is its name.",
        "This is for {nation}. The rest of the UK differs: see below.",
    ),
    "in_nation": ("Words that hold in one nation; {nation} and {text} are filled in.", "In {nation}: {text}"),
    "warn": ("The warning; {text} is filled in.", "Important: {text}"),
    "rumour": ("What people say; {text} is filled in.", "People say: {text}"),
    "rule": ("What the rule says; {date} and {text} are filled in.", "The rule says ({date}): {text}"),
    "source": ("A source; {name} is filled in.", "Source: {name}"),
    "checked": (
        "When the sources were checked; {date} is filled in.",
        "Checked against stored copies of public pages on {date}.",
    ),
    "not_reviewed": (
        "That no adviser has reviewed the answer.",
        "No adviser has reviewed it yet. Information, not advice.",
    ),
    "reviewed": ("Who has reviewed it; {name} is filled in.", "Reviewed by {name}. Information, not advice."),
    "overdue": (
        "That somebody should have looked again by {date}.",
        "We meant to check this again by {date} and have not. Please ask one of these people first.",
    ),
    "reception_for_staff": (
        "Above the words that are shown at a reception.",
        "You can show this at reception:",
    ),
    "button_reception": ("The button for the words to show at reception.", "Words to show at reception"),
    "button_topics": ("The button for all topics.", "All topics"),
    "button_urgent": ("The button for a life in danger.", "In danger now"),
    "button_nation": ("The button for choosing a nation.", "Where I live"),
    "free_call": ("That a call costs nothing.", "free call"),
    "charity": ("That a helper is a charity.", "charity"),
    "nhs": ("That a helper belongs to the NHS.", "NHS"),
    "public": ("That a helper is another public body.", "public body"),
    "home-office-contract": ("That a helper works for the Home Office.", "works for the Home Office"),
    "home-office": ("That a helper is a body under the Home Office.", "under the Home Office"),
    "government-paid": ("That a government pays a charity for this help.", "charity, paid by government"),
    "council-body": ("That a helper is run for councils.", "run for councils"),
    "professional-body": ("That a helper speaks for a profession.", "professional body"),
    "named_on": (
        "That we have no number, and the page names the helper.",
        "We have no confirmed number; this page names them",
    ),
    "too_many": (
        "What somebody reads who writes faster than anybody reads.",
        "You are writing very fast. Please wait a minute.",
    ),
    "menu_start": ("The command /start in the chat's menu.", "Begin"),
    "menu_topics": ("The command /topics in the chat's menu.", "All topics"),
    "menu_urgent": ("The command /urgent in the chat's menu.", "In danger now"),
    "menu_nation": ("The command /nation in the chat's menu.", "Where I live"),
    "menu_nation_is": (
        "The same, once they said where they live. {nation} is filled in.",
        "Where I live: {nation}",
    ),
    "menu_language": ("The command /language in the chat's menu.", "Language"),
    "menu_privacy": ("The command /privacy in the chat's menu.", "What is kept"),
    "menu_hide": ("The command /hide in the chat's menu.", "How to clear this chat"),
    "menu_forget": ("The command /forget in the chat's menu.", "Forget my choices"),
    "menu_help": ("The command /help in the chat's menu.", "Help"),
    "in_english": (
        "Above an answer in English, to somebody who reads this language: no translation of it holds.",
        "This answer is in English: it is not in your language yet.",
    ),
    "unchecked_translation": (
        "Below an answer in this language that no speaker of it has checked, beside a button “English”.",
        "A program translated this. No speaker has checked it yet. For the English words, tap English.",
    ),
    "notice": ("Stands before the words of a notice: its day and its words.", "Notice of {date}: {text}"),
    "which": (
        "The reply to “yes” after several buttons. They stand below it again.",
        "Which one? Tap it, or send its number.",
    ),
    "what_next": (
        "The reply to “yes” when nothing was offered.",
        "Good. You can write your next question, or choose a topic.",
    ),
    "declined": (
        "The reply to “no” and “not one of these”, above the topics.",
        "All right, not that. You can ask in other words, choose a topic, or talk to a person.",
    ),
    "no_answer_yet": (
        "The reply to “tell me more” and the like when no answer is remembered.",
        "I do not know which answer you mean. Please write your question in one sentence.",
    ),
    "more_of": ("Above the details of the last answer; {name} is its title.", "More on “{name}”:"),
    "nothing_more": (
        "When the last answer has no further details; {name} is its title.",
        "I have no more on “{name}”. These are close to it:",
    ),
    "simpler": (
        "Below the shortest form of the last answer, when somebody did not understand it.",
        "This is the shortest way in which I can say it. A person can explain it to you.",
    ),
    "no_reply": (
        "Above other helpers, when somebody says that a helper does not answer.",
        "I am sorry that nobody answered. You can try these too.",
    ),
    "broken_link": (
        "Above the helpers of the last answer, when somebody says that a link is broken.",
        "I am sorry about the link. Pages move. You can ask these people instead.",
    ),
    "present": (
        "The reply to “is anybody there”: what the bot is.",
        "I am here, day and night. I am a program, not a person.",
    ),
    "fresh": (
        "The reply to “is this up to date”; {date} is the oldest day of a check.",
        "Every answer says when it was checked. The oldest was checked on {date}.",
    ),
    "fresh_answer": (
        "The same, for the last answer: its title, when it was checked, and when it is to be again.",
        "“{name}” was checked on {date}. It is to be checked again by {next}.",
    ),
    "settings": (
        "The reply to “settings”: what can be set. Buttons for each stand below it.",
        "You can set where you live, and the language.",
    ),
    "languages": (
        "The reply to “send me this in Urdu”, above the languages that the bot speaks.",
        "I can answer in these languages only.",
    ),
    "stop": (
        "The reply to “stop”: how to stop, and how to be forgotten.",
        "You can stop at any time: I only write when you write.",
    ),
    "not_meant": (
        "Above an answer of which the bot is not sure.",
        "I think you mean this. Not what you meant? Ask in other words.",
    ),
    "or_else": (
        "Below an answer, when something else may have been meant: its buttons are the first.",
        "Not what you meant? See the first buttons below.",
    ),
    "no_such_number": (
        "When somebody types a number and there is no such button.",
        "There is no button of that number here.",
    ),
    "price_of_what": (
        "The reply to “how much?” when no answer is remembered. Buttons stand below it.",
        "What do you want to know the price of?",
    ),
}
"""By line: when it is said, and an example. A line without them is described by its name."""

NATIONS = {str(nation): nation.replace("-", " ").title() for nation in Nation}

SMALL = {
    "greeting": ("A greeting: the welcome answers.", "hello"),
    "thanks": ("Thanks or goodbye.", "thank you"),
    "insult": ("An insult: a calm reply follows.", "stupid bot"),
    "who": ("A question who the bot is: the answer about privacy follows.", "are you a robot"),
}
"""By kind of small talk: what it is, and an example."""


REMARKED = {
    Remark.AGREED: ("They say yes, or that one.", "yes please"),
    Remark.DECLINED: ("No, or none of what was offered.", "not one of these"),
    Remark.MORE: ("They want to know more of the last answer.", "tell me more"),
    Remark.SIMPLER: ("They did not understand the last answer.", "say it simpler"),
    Remark.NO_REPLY: ("A helper does not answer.", "they dont answer"),
    Remark.BROKEN_LINK: ("A link does not work.", "the link is broken"),
    Remark.PERSON: ("They want to talk to a person.", "i want a human"),
    Remark.PRICE: ("They ask what it costs.", "how much"),
    Remark.PRESENT: ("They ask whether anybody is there.", "is anybody there"),
    Remark.FRESH: ("They ask whether it is up to date.", "is this up to date"),
    Remark.TOPICS: ("They want the topics, or to go back.", "menu"),
    Remark.SETTINGS: ("They ask what can be set.", "settings"),
    Remark.LANGUAGES: ("They ask for another language.", "send me this in urdu"),
    Remark.BEGIN: ("They want to begin anew.", "restart"),
    Remark.STOP: ("They want the bot to stop.", "stop"),
}
"""By kind of remark: what it is, and an example."""

MESSAGE = "The whole message, in small letters without signs."
