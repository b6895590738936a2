import pytest

from bot.settings import Settings, SettingsError

TOKEN = "123456789:" + "A" * 35


def test_without_a_token_there_is_none():
    assert Settings.from_environment({}).token == ""


def test_a_token_is_never_printed():
    assert TOKEN not in repr(Settings.from_environment({"BOT_TOKEN": TOKEN}))


def test_a_token_may_stand_in_a_file(tmp_path):
    file = tmp_path / "token"
    file.write_text(TOKEN + "\n")
    assert Settings.from_environment({"BOT_TOKEN_FILE": str(file)}).token == TOKEN


@pytest.mark.parametrize(
    ("environ", "named"),
    [
        ({"BOT_TOKEN": "hello"}, "BOT_TOKEN"),
        ({"BOT_TOKEN_FILE": "/nowhere/token"}, "BOT_TOKEN_FILE"),
        ({"BOT_TOKEN": TOKEN, "BOT_TOKEN_FILE": "x"}, "BOT_TOKEN_FILE"),
        ({"BOT_API_URL": "localhost"}, "BOT_API_URL"),
        ({"BOT_API_URL": "http://[::1"}, "BOT_API_URL"),
        ({"BOT_REVIEWED_ONLY": "perhaps"}, "BOT_REVIEWED_ONLY"),
    ],
)
def test_a_mistake_names_its_variable_and_not_the_token(environ, named):
    with pytest.raises(SettingsError) as raised:
        Settings.from_environment(environ)
    assert named in str(raised.value)
    assert TOKEN not in str(raised.value)
