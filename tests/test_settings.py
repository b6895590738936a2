from pathlib import Path

import pytest

from bot.hardening import blot
from bot.knowledge import Withholding
from bot.settings import KNOWN, SECRETS, Mode, Settings, SettingsError
from tests.helpers import TOKEN

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
    file = secret_file(tmp_path / "token", TOKEN + "\n")
    assert Settings.from_environment({"BOT_TOKEN_FILE": file}).token == TOKEN


def test_the_secret_and_the_address_of_redis_may_stand_in_files(tmp_path):
    secret = secret_file(tmp_path / "secret", "S" * 32 + "\n")
    url = secret_file(tmp_path / "url", "redis://bot:password@valkey:6379/0\n")
    settings = Settings.from_environment(
        {**WEBHOOK, "BOT_WEBHOOK_SECRET": "", "BOT_WEBHOOK_SECRET_FILE": secret, "BOT_REDIS_URL_FILE": url}
    )
    assert settings.webhook_secret == "S" * 32
    assert settings.redis_url == "redis://bot:password@valkey:6379/0"


@pytest.mark.parametrize("name", [f"{name}_FILE" for name in SECRETS])
@pytest.mark.parametrize("mode", [0o604, 0o644, 0o602])
def test_a_secret_that_everybody_can_read_or_change_is_refused(tmp_path, name, mode):
    file = secret_file(tmp_path / "secret", TOKEN, mode)
    with pytest.raises(SettingsError) as raised:
        Settings.from_environment({name: file})
    assert f"{name}: everybody on this machine can read or change {file}: chmod o-rwx" in str(raised.value)


@pytest.mark.parametrize("mode", [0o400, 0o440, 0o600, 0o640])
def test_a_secret_of_its_owner_and_group_is_taken(tmp_path, mode):
    assert Settings.from_environment({"BOT_TOKEN_FILE": secret_file(tmp_path / "t", TOKEN, mode)}).token


@pytest.mark.parametrize("name", [f"{name}_FILE" for name in SECRETS])
@pytest.mark.parametrize(("held", "said"), [("", "is empty"), (" \n", "is empty"), ("x" * 5_000, "too long")])
def test_a_secrets_file_without_a_secret_is_a_mistake(tmp_path, name, held, said):
    file = secret_file(tmp_path / "secret", held)
    with pytest.raises(SettingsError, match=f"{name}: the file .* {said}"):
        Settings.from_environment({name: file})


@pytest.mark.parametrize("name", SECRETS)
def test_a_secret_is_given_in_one_way(tmp_path, name):
    with pytest.raises(SettingsError, match=f"{name} and {name}_FILE are both set"):
        Settings.from_environment({name: "x", f"{name}_FILE": "y"})


def secret_file(path, text, mode=0o600):
    path.write_text(text, encoding="utf-8")
    path.chmod(mode)
    return str(path)


@pytest.mark.parametrize(
    ("environ", "named"),
    [
        ({"BOT_TOKEN": "hello"}, "BOT_TOKEN"),
        ({"BOT_TOKEN_FILE": "/nowhere/token"}, "BOT_TOKEN_FILE"),
        ({"BOT_TOKEN": TOKEN, "BOT_TOKEN_FILE": "x"}, "BOT_TOKEN_FILE"),
        ({"BOT_API_URL": "localhost"}, "BOT_API_URL"),
        ({"BOT_API_URL": "http://[::1"}, "BOT_API_URL"),
        ({"BOT_API_URL": "http://me:pass@127.0.0.1"}, "BOT_API_URL"),
        ({"BOT_API_URL": "http://telegram.example.org"}, "BOT_API_URL_PLAIN_HTTP"),
        ({"BOT_API_URL": "http://10.0.0.7:8081"}, "BOT_API_URL_PLAIN_HTTP"),
        ({"BOT_API_URL_PLAIN_HTTP": "perhaps"}, "BOT_API_URL_PLAIN_HTTP"),
        ({"BOT_REVIEWED_ONLY": "perhaps"}, "BOT_REVIEWED_ONLY"),
        ({"BOT_UNCHECKED_TRANSLATIONS": "no"}, "BOT_UNCHECKED_TRANSLATIONS"),
        ({"BOT_MODE": "push"}, "BOT_MODE"),
        ({"BOT_WEBHOOK_URL": "bot.example.org"}, "BOT_WEBHOOK_URL"),
        ({"BOT_WEBHOOK_URL": "http://bot.example.org/telegram"}, "BOT_WEBHOOK_URL"),
        ({"BOT_WEBHOOK_URL": "https://bot.example.org/{x}"}, "BOT_WEBHOOK_URL"),
        ({"BOT_WEBHOOK_URL": "https://bot.example.org/{x:path}"}, "BOT_WEBHOOK_URL"),
        ({"BOT_WEBHOOK_URL": "https://bot.example.org/a:b"}, "BOT_WEBHOOK_URL"),
        ({"BOT_WEBHOOK_URL": "https://bot.example.org/a%2fb"}, "BOT_WEBHOOK_URL"),
        ({"BOT_WEBHOOK_URL": "https://bot.example.org/a?b=c"}, "BOT_WEBHOOK_URL"),
        ({"BOT_WEBHOOK_PORT": "0"}, "BOT_WEBHOOK_PORT"),
        ({"BOT_WEBHOOK_PORT": "65536"}, "BOT_WEBHOOK_PORT"),
        ({"BOT_WEBHOOK_SECRET": "short"}, "BOT_WEBHOOK_SECRET"),
        ({"BOT_WEBHOOK_SECRET": "with spaces in it, and long"}, "BOT_WEBHOOK_SECRET"),
        ({"BOT_HEALTH_PORT": "health"}, "BOT_HEALTH_PORT"),
        ({"BOT_HEALTH_HOST": "everywhere"}, "BOT_HEALTH_HOST"),
        ({"BOT_HEALTH_HOSTS": "bot-1:9090"}, "BOT_HEALTH_HOSTS"),
        ({"BOT_HEALTH_HOSTS": "*"}, "BOT_HEALTH_HOSTS"),
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


@pytest.mark.parametrize("port", ["", ":443", ":80", ":88", ":8443"])
def test_telegram_calls_the_ports_that_it_knows(port):
    url = f"https://bot.example.org{port}/telegram"
    assert Settings.from_environment({**WEBHOOK, "BOT_WEBHOOK_URL": url}).webhook_url == url


@pytest.mark.parametrize("port", ["9999", "8080", "0", "99999", "x"])
def test_a_port_that_telegram_does_not_call_is_a_mistake(port):
    url = f"https://bot.example.org:{port}/telegram"
    with pytest.raises(SettingsError, match="BOT_WEBHOOK_URL: Telegram calls port 443, 80, 88, 8443 only"):
        Settings.from_environment({**WEBHOOK, "BOT_WEBHOOK_URL": url})


def test_a_server_of_ones_own_and_this_machine_may_call_any_port():
    for url, api in (
        ("http://127.0.0.1:18080/hook", "http://127.0.0.1:8081"),
        ("https://bot.example.org:9999/hook", "https://api.example.org"),
        ("https://localhost:9999/hook", ""),
    ):
        given = {**WEBHOOK, "BOT_WEBHOOK_URL": url, "BOT_API_URL": api}
        assert Settings.from_environment(given).webhook_url == url


def test_the_folders_are_settings_too():
    given = Settings.from_environment({"BOT_KNOWLEDGE": "/srv/words", "BOT_CACHE": "/srv/learned"})
    assert (given.knowledge, given.cache) == (Path("/srv/words"), Path("/srv/learned"))


def test_it_is_known_whence_the_token_came(tmp_path):
    assert Settings.from_environment({"BOT_TOKEN": TOKEN}).source_variable == "BOT_TOKEN"
    file = secret_file(tmp_path / "token", TOKEN)
    assert Settings.from_environment({"BOT_TOKEN_FILE": file}).source_variable == "BOT_TOKEN_FILE"


def test_nothing_secret_is_printed():
    settings = Settings.from_environment({**WEBHOOK, "BOT_REDIS_URL": "redis://:password@localhost"})
    assert settings.redis_url
    assert not any(secret in repr(settings) for secret in (TOKEN, "S" * 32, "password"))


def test_health_is_shown_to_this_machine_only_unless_somebody_says_otherwise():
    assert Settings.from_environment({"BOT_HEALTH_PORT": "9090"}).health_host == "127.0.0.1"
    shown = Settings.from_environment({"BOT_HEALTH_PORT": "9090", "BOT_HEALTH_HOST": " 0.0.0.0 "})
    assert (shown.health_port, shown.health_host) == (9090, "0.0.0.0")
    assert Settings.from_environment({"BOT_HEALTH_HOST": "::"}).health_host == "::"


def test_telegram_is_not_called_in_clear_over_a_network_unless_that_is_said_twice():
    here = (
        "http://127.0.0.1:8081",
        "http://localhost:8081",
        "http://[::1]:8081",
        "https://telegram.example.org",
    )
    for url in here:
        assert Settings.from_environment({"BOT_API_URL": url}).api_url == url
    said_twice = {"BOT_API_URL": "http://10.0.0.7:8081", "BOT_API_URL_PLAIN_HTTP": "yes"}
    assert Settings.from_environment(said_twice).api_url == "http://10.0.0.7:8081"


def test_the_names_of_the_health_pages_are_a_list():
    assert Settings.from_environment({}).health_hosts == ()
    given = Settings.from_environment({"BOT_HEALTH_HOSTS": " Bot-1, bot.internal ,"})
    assert given.health_hosts == ("bot-1", "bot.internal")


def test_unchecked_translations_are_shown_unless_an_operator_hides_them():
    assert not Settings.from_environment({}).withholding.unchecked_translations
    hidden = Settings.from_environment({"BOT_UNCHECKED_TRANSLATIONS": " Hide "})
    assert hidden.withholding == Withholding(unchecked_translations=True)


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("BOT_TOEKN", "BOT_TOKEN"),
        ("BOT_TOKENFILE", "BOT_TOKEN_FILE"),
        ("BOT_WEBHOOK_SECERT", "BOT_WEBHOOK_SECRET"),
        ("BOT_REVIEWED", "BOT_REVIEWED_ONLY"),
        ("BOT_KNOWLEGDE", "BOT_KNOWLEDGE"),
    ],
)
def test_a_misspelt_setting_is_a_mistake_that_names_the_right_one(name, near):
    with pytest.raises(SettingsError) as raised:
        Settings.from_environment({name: TOKEN})
    assert str(raised.value) == f"{name} is no setting: did you mean {near}?"


def test_a_setting_that_resembles_none_is_a_mistake_too():
    with pytest.raises(SettingsError, match="BOT_XYZZY is no setting"):
        Settings.from_environment({"BOT_XYZZY": "x"})


@pytest.mark.parametrize(
    "name",
    sorted({*KNOWN} - {"BOT_TOKEN", "BOT_TOKEN_FILE"}),
)
def test_every_setting_but_the_token_may_be_there_without_a_value(name):
    assert Settings.from_environment({name: ""}) == Settings()


@pytest.mark.parametrize(
    "name",
    [
        "BOT_SERVICE_HOST",
        "BOT_SERVICE_PORT",
        "BOT_SERVICE_PORT_WEBHOOK",
        "BOT_PORT_80_TCP_ADDR",
        "BOT_VALKEY_PORT",
    ],
)
def test_what_kubernetes_puts_there_for_a_service_called_bot_is_no_mistake(name):
    assert Settings.from_environment({name: "10.0.0.1"}) == Settings()


@pytest.mark.parametrize("name", ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "http_proxy"])
def test_a_proxy_that_is_not_used_is_told_without_its_password(name):
    (warning,) = Settings.from_environment({name: "http://me:password@proxy:3128"}).warnings
    assert warning == f"{name} is set, and not used: the bot calls Telegram without a proxy"
    assert Settings.from_environment({name: ""}).warnings == ()


def test_every_secret_that_is_read_is_blotted_out_from_then_on(tmp_path):
    letters = "Zq7wXk2mPv9sLb4tRc8nYd3hGf6jUa1eQoW"
    Settings.from_environment(
        {
            "BOT_TOKEN": f"987654321:{letters}",
            "BOT_WEBHOOK_SECRET": letters[::-1],
            "BOT_REDIS_URL_FILE": secret_file(tmp_path / "url", "redis://bot:hunter22pass@valkey:6379/0"),
        }
    )
    assert (
        blot(f"a {letters[9:20]} b {letters[::-1][3:15]} c hunter22pass d")
        == "a <token> b <secret> c <password> d"
    )
