"""The web application on a test database, and a client that behaves like a browser."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from litestar.testing import TestClient

from survey_service import app
from survey_service.database import Database
from survey_service.domain.administration import accounts, municipality
from survey_service.domain.administration.municipality import MunicipalityFacts
from survey_service.permissions import Actor
from survey_service.settings import Settings
from survey_service.tables.register import Association

SECRET = "s" * 43
PASSWORD = "vier sichere Wörter hier"
OPERATOR = Actor(login="test", name="Test")
# For whom the account "association" speaks.
ASSOCIATION = "Verband der Tests"


class Browser:
    """A client that keeps cookies and sends the form token of the last page it saw."""

    def __init__(self, client: TestClient[Any]) -> None:
        self.client = client
        self.page = ""

    def get(self, url: str) -> Any:
        """Open a page; redirects are followed."""
        answer = self.client.get(url)
        self.page = answer.text
        return answer

    def post(self, url: str, data: dict[str, Any] | None = None, **extra: Any) -> Any:
        """Send a form with the token that stands in the last page; redirects are followed."""
        fields = {"_csrf": self.token(), **(data or {})}
        answer = self.client.post(url, data=fields, **extra)
        self.page = answer.text
        return answer

    def token(self) -> str:
        """The form token of the last page."""
        found = re.search(r'name="_csrf" value="([^"]+)"', self.page)
        return found.group(1) if found else ""

    def sign_in(self, login: str) -> Any:
        """Sign in with the password all test accounts have."""
        self.get("/anmelden")
        return self.post("/anmelden", {"login": login, "password": PASSWORD})


@pytest.fixture
def settings(tmp_path: Any) -> Settings:
    """Settings of a test installation."""
    return Settings(home=tmp_path, secret=SECRET, base_url="http://testserver.local")


@pytest.fixture(scope="session")
def site_template(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with the municipality set up and an account per role: hashing takes its time."""
    path = tmp_path_factory.mktemp("site") / "site.sqlite3"
    shutil.copy(sqlite_template, path)
    database = Database(f"sqlite:///{path}")
    with database.write() as session:
        municipality.change(
            session,
            OPERATOR,
            MunicipalityFacts(
                name="Musterstadt", imprint="Impressum", privacy="Datenschutz", accessibility="BITV"
            ),
        )
        session.add(Association(name=ASSOCIATION))
        session.flush()
        for role in accounts.ROLES:
            accounts.add(
                session,
                OPERATOR,
                login=role,
                name=f"Person {role}",
                password=PASSWORD,
                role=role,
                association=ASSOCIATION if role == "association" else "",
            )
    with database.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()
    return path


@pytest.fixture
def site_database(site_template: Path, tmp_path: Path) -> Iterator[Database]:
    """The municipality set up and an account per role (login = role)."""
    path = tmp_path / "site.sqlite3"
    shutil.copy(site_template, path)
    database = Database(f"sqlite:///{path}")
    yield database
    database.close()


@pytest.fixture
def client(settings: Settings, site_database: Database) -> Iterator[TestClient[Any]]:
    """The raw client."""
    with TestClient(app.create(settings, site_database), base_url=settings.base_url) as made:
        yield made


@pytest.fixture
def browser(client: TestClient[Any]) -> Browser:
    """A browser nobody has signed in with."""
    return Browser(client)
