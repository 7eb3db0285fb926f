"""Settings: every wrong value is a sentence that names the setting."""

from pathlib import Path

import msgspec
import pytest

from survey_service import migrations
from survey_service.database import Database
from survey_service.settings import Settings, SettingsInvalid, load, prepare_home

HANDBUCH = Path("docs/handbuch/einstellungen.md")


@pytest.mark.parametrize(
    ("environment", "sentence"),
    [
        ({"SURVEY_SERVICE_PROT": "1"}, "SURVEY_SERVICE_PROT ist keine Einstellung"),
        (
            {"SURVEY_SERVICE_PORT": "viele"},
            "^Die Einstellung port hat .* „viele“. Erlaubt ist eine ganze Zahl von 0 bis 65535.$",
        ),
        ({"SURVEY_SERVICE_PORT": "70000"}, "port hat den Wert „70000“"),
        (
            {"SURVEY_SERVICE_SESSION_HOURS": "100"},
            "^Die Einstellung session_hours hat .* „100“. Erlaubt ist eine ganze Zahl von 1 bis 72",
        ),
        (
            {"SURVEY_SERVICE_HOME": ""},
            "^Die Einstellung home hat den Wert „“. Erlaubt ist ein Verzeichnis.$",
        ),
        ({"SURVEY_SERVICE_BASE_URL": "stadt.example/pfad"}, "base_url muss"),
        ({"SURVEY_SERVICE_DATABASE_URL": "mysql://x"}, "database_url muss mit postgresql://"),
        ({"SURVEY_SERVICE_DATABASE_URL": "postgresql://x/y"}, "muss secret gesetzt sein"),
        ({"SURVEY_SERVICE_SMTP_URL": "http://x"}, "smtp_url muss"),
        ({"SURVEY_SERVICE_SECRET": "kurz"}, "mindestens 32 Zeichen"),
        ({"SURVEY_SERVICE_CONFIG": "/gibt/es/nicht.toml"}, "gibt es nicht"),
    ],
)
def test_wrong_settings_are_refused_with_a_sentence(
    environment: dict[str, str], sentence: str
) -> None:
    with pytest.raises(SettingsInvalid, match=sentence):
        load(environment)


def test_environment_holds_over_the_file(tmp_path: Path) -> None:
    file = tmp_path / "dienst.toml"
    file.write_text('port = 9000\nmail_from = "a@stadt.example"\n', encoding="utf-8")
    loaded = load({"SURVEY_SERVICE_CONFIG": str(file), "SURVEY_SERVICE_PORT": "9001"})
    assert (loaded.port, loaded.mail_from) == (9001, "a@stadt.example")


@pytest.mark.parametrize(
    ("environment", "address"),
    [
        ({}, "http://127.0.0.1:8000"),
        ({"SURVEY_SERVICE_PORT": "9001"}, "http://127.0.0.1:9001"),
        (
            {"SURVEY_SERVICE_PORT": "9001", "SURVEY_SERVICE_BASE_URL": "https://stadt.example"},
            "https://stadt.example",
        ),
    ],
)
def test_without_an_address_it_is_this_machine_at_the_port(
    environment: dict[str, str], address: str
) -> None:
    assert load(environment).base_url == address


def test_broken_file_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "dienst.toml"
    file.write_text("port = = 1", encoding="utf-8")
    with pytest.raises(SettingsInvalid, match="kein TOML"):
        load({"SURVEY_SERVICE_CONFIG": str(file)})


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("prot = 9000", "^prot ist keine Einstellung. Möglich sind: answers_per_hour, "),
        ("mail_from = 5", "mail_from hat den Wert „5“. Erlaubt ist ein Text in Anführungszeichen."),
        ("port = [1]", "port hat den Wert „\\[1\\]“. Erlaubt ist eine ganze Zahl"),
    ],
)
def test_wrong_line_of_the_file_is_a_german_sentence(
    tmp_path: Path, line: str, sentence: str
) -> None:
    file = tmp_path / "dienst.toml"
    file.write_text(line, encoding="utf-8")
    with pytest.raises(SettingsInvalid, match=sentence) as caught:
        load({"SURVEY_SERVICE_CONFIG": str(file)})
    assert "Expected" not in str(caught.value)


def test_first_start_makes_a_secret_that_only_the_owner_reads(tmp_path: Path) -> None:
    first = prepare_home(Settings(home=tmp_path / "var"))
    file = tmp_path / "var" / "secret.key"
    assert (len(first.secret), file.stat().st_mode & 0o777) == (43, 0o600)
    assert prepare_home(Settings(home=tmp_path / "var")) == first


def modes(home: Path) -> dict[str, int]:
    """Name -> permissions of a home and everything in it."""
    return {path.name: path.stat().st_mode & 0o777 for path in (home, *home.iterdir())}


CLOSED = {
    "var": 0o700,
    "secret.key": 0o600,
    "survey.sqlite3": 0o600,
    "survey.sqlite3-wal": 0o600,
    "survey.sqlite3-shm": 0o600,
}


def test_database_and_home_are_for_the_owner_alone(tmp_path: Path) -> None:
    home = tmp_path / "var"
    database = Database(prepare_home(Settings(home=home)).url)
    migrations.upgrade(database)
    assert modes(home) == CLOSED
    database.close()


def test_what_an_earlier_start_left_open_is_closed(tmp_path: Path) -> None:
    home = tmp_path / "var"
    database = Database(prepare_home(Settings(home=home)).url)
    migrations.upgrade(database)
    for path in (home, *home.iterdir()):
        path.chmod(0o755 if path == home else 0o644)
    prepare_home(Settings(home=home))
    assert modes(home) == CLOSED
    database.close()


def test_shared_directory_stays_shared(tmp_path: Path) -> None:
    """A home in /tmp itself must not take /tmp from everybody else."""
    tmp_path.chmod(0o1777)
    prepare_home(Settings(home=tmp_path))
    assert tmp_path.stat().st_mode & 0o7777 == 0o1777


def test_home_comes_from_the_environment(tmp_path: Path) -> None:
    assert load({"SURVEY_SERVICE_HOME": str(tmp_path)}) == Settings(home=tmp_path)
    with pytest.raises(SettingsInvalid, match="home"):
        load({"SURVEY_SERVICE_HOME": ""})


def test_two_homes_are_two_installations(tmp_path: Path) -> None:
    one = prepare_home(Settings(home=tmp_path / "one"))
    two = prepare_home(Settings(home=tmp_path / "two"))
    assert one.secret != two.secret
    assert one.url != two.url


def test_damaged_secret_is_refused(tmp_path: Path) -> None:
    (tmp_path / "secret.key").write_text("x", encoding="ascii")
    with pytest.raises(SettingsInvalid, match="beschädigt"):
        prepare_home(Settings(home=tmp_path))


def test_postgresql_url_names_the_driver() -> None:
    assert Settings(database_url="postgresql://h/d").url == "postgresql+psycopg://h/d"


def test_every_setting_is_documented() -> None:
    text = HANDBUCH.read_text(encoding="utf-8")
    missing = [
        field.name for field in msgspec.structs.fields(Settings) if f"`{field.name}`" not in text
    ]
    assert missing == []
