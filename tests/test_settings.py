import pytest

from bot.settings import Mode, Settings, SettingsError

TOKEN = "123456789:" + "A" * 35
WEBHOOK = {
    "BOT_MODE": "webhook",
    "BOT_TOKEN": TOKEN,
    "BOT_WEBHOOK_URL": "https://bot.example.org/telegram",
    "BOT_WEBHOOK_SECRET": "S" * 32,
}


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
        ({"BOT_MODE": "push"}, "BOT_MODE"),
        ({"BOT_WEBHOOK_URL": "bot.example.org"}, "BOT_WEBHOOK_URL"),
        ({"BOT_WEBHOOK_URL": "http://bot.example.org/telegram"}, "BOT_WEBHOOK_URL"),
        ({"BOT_WEBHOOK_PORT": "0"}, "BOT_WEBHOOK_PORT"),
        ({"BOT_WEBHOOK_PORT": "65536"}, "BOT_WEBHOOK_PORT"),
        ({"BOT_WEBHOOK_SECRET": "short"}, "BOT_WEBHOOK_SECRET"),
        ({"BOT_WEBHOOK_SECRET": "with spaces in it, and long"}, "BOT_WEBHOOK_SECRET"),
        ({"BOT_HEALTH_PORT": "health"}, "BOT_HEALTH_PORT"),
        ({"BOT_HEALTH_HOST": "everywhere"}, "BOT_HEALTH_HOST"),
        ({"BOT_REDIS_URL": "localhost:6379"}, "BOT_REDIS_URL"),
        ({**WEBHOOK, "BOT_TOKEN": ""}, "BOT_TOKEN"),
        ({**WEBHOOK, "BOT_WEBHOOK_URL": ""}, "BOT_WEBHOOK_URL"),
        ({**WEBHOOK, "BOT_WEBHOOK_SECRET": ""}, "BOT_WEBHOOK_SECRET"),
        ({**WEBHOOK, "BOT_HEALTH_PORT": "8080"}, "BOT_HEALTH_PORT"),
    ],
)
def test_a_mistake_names_its_variable_and_not_the_token(environ, named):
    with pytest.raises(SettingsError) as raised:
        Settings.from_environment(environ)
    assert named in str(raised.value)
    assert TOKEN not in str(raised.value)
    assert WEBHOOK["BOT_WEBHOOK_SECRET"] not in str(raised.value)


def test_a_webhook_listens_to_the_path_of_its_address():
    settings = Settings.from_environment(WEBHOOK)
    assert (settings.mode, settings.webhook_path, settings.webhook_port) == (Mode.WEBHOOK, "/telegram", 8080)


def test_nothing_secret_is_printed():
    settings = Settings.from_environment({**WEBHOOK, "BOT_REDIS_URL": "redis://:password@localhost"})
    assert settings.redis_url
    assert not any(secret in repr(settings) for secret in (TOKEN, "S" * 32, "password"))


def test_health_is_shown_to_this_machine_only_unless_somebody_says_otherwise():
    assert Settings.from_environment({"BOT_HEALTH_PORT": "9090"}).health_host == "127.0.0.1"
    shown = Settings.from_environment({"BOT_HEALTH_PORT": "9090", "BOT_HEALTH_HOST": " 0.0.0.0 "})
    assert (shown.health_port, shown.health_host) == (9090, "0.0.0.0")
    assert Settings.from_environment({"BOT_HEALTH_HOST": "::"}).health_host == "::"
