"""Settings: every wrong value is a sentence that names the setting."""

from pathlib import Path

import msgspec
import pytest

from survey_service.settings import Settings, SettingsInvalid, load, prepare_home

HANDBUCH = Path("docs/handbuch/einstellungen.md")


@pytest.mark.parametrize(
    ("environment", "sentence"),
    [
        ({"SURVEY_SERVICE_PROT": "1"}, "SURVEY_SERVICE_PROT ist keine Einstellung"),
        ({"SURVEY_SERVICE_PORT": "viele"}, "port"),
        ({"SURVEY_SERVICE_PORT": "70000"}, "port"),
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


def test_broken_file_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "dienst.toml"
    file.write_text("port = = 1", encoding="utf-8")
    with pytest.raises(SettingsInvalid, match="kein TOML"):
        load({"SURVEY_SERVICE_CONFIG": str(file)})


def test_first_start_makes_a_secret_that_only_the_owner_reads(tmp_path: Path) -> None:
    first = prepare_home(Settings(home=tmp_path / "var"))
    file = tmp_path / "var" / "secret.key"
    assert (len(first.secret), file.stat().st_mode & 0o777) == (43, 0o600)
    assert prepare_home(Settings(home=tmp_path / "var")) == first


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
