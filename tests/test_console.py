import io

from bot.channels import console
from bot.conversation import (
    Asked,
    ChoseEntry,
    Command,
    Commanded,
    Person,
    SentSomethingElse,
    Shown,
    Started,
    UnknownCommand,
)

SHOWN = Shown(buttons=(("One", ChoseEntry("one")), ("Two", Command.TOPICS)))


def test_words_are_understood_by_what_was_shown_last():
    assert console.read(" 1 ", SHOWN) == Asked("1", shown=SHOWN)
    assert console.read("One", SHOWN) == Asked("One", shown=SHOWN)


def test_commands_work_and_unknown_ones_give_help():
    assert console.read("/start") == Started()
    assert console.read("/topics") == Command.TOPICS
    assert console.read("/nonsense") == UnknownCommand("nonsense")
    assert console.read("/forget he is going to kill me") == Commanded(
        Command.FORGET, "he is going to kill me"
    )
    assert console.read("/start can I see a GP") == Started("can I see a GP")
    assert console.read("") == SentSomethingElse()


def test_without_a_terminal_each_line_is_a_question_and_each_reply_is_printed(snapshot):
    screen = io.StringIO()
    lines = io.StringIO("is it safe to see a gp\n\n1\nquit\nnever read\n")
    console.run(snapshot.talk, Person(), lines, screen, prompt=False)
    told = screen.getvalue()
    assert "\n\nIn England: " in told
    assert "In Scotland: " in told
    assert "never" not in told.splitlines()[-1]


def test_in_a_terminal_it_greets_and_asks_for_the_next_line(snapshot):
    screen = io.StringIO()
    console.run(snapshot.talk, Person(), io.StringIO(""), screen, prompt=True)
    assert "999" in screen.getvalue()
    assert screen.getvalue().endswith("> ")
