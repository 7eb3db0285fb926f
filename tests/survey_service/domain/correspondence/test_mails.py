"""Mails against a real SMTP server: what is sent, what failed, what nobody knows; and no token."""

import asyncio
import socket
from collections.abc import Iterator
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from pathlib import Path
from typing import Any, cast
from uuid import UUID, uuid4

import pytest
from aiosmtpd.controller import Controller
from sqlalchemy import inspect, text
from sqlmodel import Session, select

from survey_service import clock, keys
from survey_service.database import Database
from survey_service.domain.correspondence import mails, smtp
from survey_service.domain.providers import standing
from survey_service.errors import Conflict, NotFound
from survey_service.jobs import context, mail
from survey_service.permissions import Actor
from survey_service.settings import Settings
from survey_service.tables.register import Organisation
from survey_service.tables.surveys import Invitation, Mail, MailState

SECRET = "s" * 43
PLANNER = Actor(login="planerin", name="Planerin")


class Received:
    """What the server accepted; one address is refused, one makes it hang up in the text."""

    def __init__(self) -> None:
        self.messages: list[EmailMessage] = []

    async def handle_RCPT(  # noqa: N802  the library's name
        self, server: Any, session: Any, envelope: Any, address: str, options: Any
    ) -> str:
        """Refuse one recipient."""
        if address.startswith("unbekannt"):
            return "550 no such user"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        """Take the text; hang up without an answer for one recipient."""
        if envelope.rcpt_tos[0].startswith("abbruch"):
            server.transport.close()
            await asyncio.sleep(0)
            return "250 never heard"
        parsed = BytesParser(policy=default).parsebytes(envelope.content)
        self.messages.append(cast("EmailMessage", parsed))
        return "250 OK"


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def server(port: int) -> Iterator[Received]:
    received = Received()
    controller = Controller(received, hostname="127.0.0.1", port=port)
    controller.start()
    yield received
    controller.stop()


@pytest.fixture
def settings(tmp_path: Path, port: int) -> Settings:
    return Settings(
        home=tmp_path,
        secret=SECRET,
        base_url="https://beteiligung.stadt.example",
        smtp_url=f"smtp://127.0.0.1:{port}",
    )


def put(database: Database, recipient: str = "haus@traeger.example") -> UUID:
    """A queued mail with an invitation's link."""
    with database.write() as session:
        organisation = Organisation(code=f"T{uuid4()}", name="Träger Mitte", email=recipient)
        session.add(organisation)
        session.flush()
        invitation = standing.ensure_invitation(
            session, secret=SECRET, organisation_id=organisation.id
        )
        return mails.put(
            session,
            recipient=recipient,
            subject="Einladung: Trägerabfrage 2026",
            body="Guten Tag,\n\nIhr Link: {link}\n\nGrüße aus Köln",
            invitation_id=invitation,
        )


def send(database: Database, settings: Settings, mail_id: UUID) -> str:
    """What the worker's step does, in this process."""
    context.bind(settings, database, "test")
    return str(mail.deliver.__wrapped__(str(mail_id)))


def kept(database: Database, mail_id: UUID) -> tuple[str, str]:
    with database.read() as session:
        row = session.get_one(Mail, mail_id)
        return row.state, row.problem


def link_of(session: Session, mail_id: UUID, settings: Settings) -> str:
    invitation_id = session.get_one(Mail, mail_id).invitation_id
    assert invitation_id is not None
    return standing.link(
        session, secret=SECRET, base_url=settings.base_url, invitation_id=invitation_id
    )


def test_refused_recipient_is_failed(
    database: Database, settings: Settings, server: Received
) -> None:
    mail_id = put(database, "unbekannt@traeger.example")
    assert send(database, settings, mail_id) == "failed"
    state, problem = kept(database, mail_id)
    assert (state, problem.startswith("Nicht angenommen:")) == ("failed", True)
    assert "550" in problem
    assert server.messages == []


def test_server_gone_is_failed(database: Database, settings: Settings) -> None:
    mail_id = put(database)
    assert send(database, settings, mail_id) == "failed"
    assert kept(database, mail_id)[1].startswith("Nicht angenommen:")


def test_unusable_address_is_failed(
    database: Database, settings: Settings, server: Received
) -> None:
    mail_id = put(database, "haus@traeger.example\nBcc: alle@traeger.example")
    assert send(database, settings, mail_id) == "failed"
    assert server.messages == []


def test_dropped_connection_is_unclear(
    database: Database, settings: Settings, server: Received
) -> None:
    mail_id = put(database, "abbruch@traeger.example")
    assert send(database, settings, mail_id) == "unclear"
    assert kept(database, mail_id)[1].startswith("Verbindung abgebrochen:")


def test_interrupted_mail_is_unclear_and_not_sent_again(
    database: Database, settings: Settings, server: Received
) -> None:
    mail_id = put(database)
    with database.write() as session:
        assert mails.claim(session, mail_id, settings=settings) is not None
    # The process dies here; the worker that takes over runs the step again, and again.
    states = [send(database, settings, mail_id) for _ in range(2)]
    assert (states, server.messages) == (["unclear", "unclear"], [])
    assert kept(database, mail_id) == (
        "unclear",
        (
            "Der Versand wurde unterbrochen; ob die E-Mail ankam, ist nicht bekannt. "
            "Fragen Sie nach oder senden Sie sie noch einmal."
        ),
    )


def test_forgotten_claim_would_send_twice(
    database: Database, settings: Settings, server: Received
) -> None:
    """Negative control: without the committed state "sending" the mail goes out again."""
    mail_id = put(database)
    assert send(database, settings, mail_id) == "sent"
    with database.write() as session:
        session.get_one(Mail, mail_id).state = MailState.QUEUED
    assert send(database, settings, mail_id) == "sent"
    assert len(server.messages) == 2


def test_mail_arrives_with_its_link(
    database: Database, settings: Settings, server: Received
) -> None:
    mail_id = put(database)
    assert send(database, settings, mail_id) == "sent"
    assert send(database, settings, mail_id) == "sent"
    [message] = server.messages
    with database.read() as session:
        link = link_of(session, mail_id, settings)
    assert {name: message[name] for name in ("To", "From", "Subject", "Message-ID")} == {
        "To": "haus@traeger.example",
        "From": "sozialplanung@kommune.example",
        "Subject": "Einladung: Trägerabfrage 2026",
        "Message-ID": f"<{mail_id}@beteiligung.stadt.example>",
    }
    lines = ["Guten Tag,", "", f"Ihr Link: {link}", "", "Grüße aus Köln"]
    assert message.get_content().splitlines() == lines
    assert kept(database, mail_id) == ("sent", "")


def test_without_server_the_mail_waits_in_the_outbox(database: Database, tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, secret=SECRET, base_url="https://stadt.example")
    mail_id = put(database)
    assert send(database, settings, mail_id) == "outbox"
    with database.read() as session:
        letter = mails.read(session, mail_id, settings=settings)
        assert letter == smtp.Letter(
            id=mail_id,
            kind="invitation",
            recipient="haus@traeger.example",
            subject="Einladung: Trägerabfrage 2026",
            body=f"Guten Tag,\n\nIhr Link: {link_of(session, mail_id, settings)}\n\nGrüße aus Köln",
            state="outbox",
        )
        assert mails.numbers(session) == {"outbox": 1}
        assert [found.id for found in mails.outbox(session, state="outbox")] == [mail_id]
        assert mails.outbox(session, state="sent") == []


def test_send_again_refuses_what_was_sent(
    database: Database, settings: Settings, server: Received
) -> None:
    mail_id = put(database)
    send(database, settings, mail_id)
    with (
        pytest.raises(Conflict, match="Noch einmal senden lassen"),
        database.write() as session,
    ):
        mails.send_again(session, PLANNER, mail_id)
    with pytest.raises(NotFound), database.write() as session:
        mails.send_again(session, PLANNER, uuid4())
    with pytest.raises(NotFound), database.read() as session:
        mails.read(session, uuid4(), settings=settings)


def test_failed_mail_is_repeated_once_at_the_mended_address(
    database: Database, settings: Settings, server: Received
) -> None:
    mail_id = put(database, "unbekannt@traeger.example")
    send(database, settings, mail_id)
    with database.write() as session:
        session.exec(select(Organisation)).one().email = "neu@traeger.example"
    with database.write() as session:
        repeated = mails.send_again(session, PLANNER, mail_id)
    with pytest.raises(Conflict), database.write() as session:
        mails.send_again(session, PLANNER, mail_id)
    assert send(database, settings, repeated) == "sent"
    assert [message["To"] for message in server.messages] == ["neu@traeger.example"]
    assert (kept(database, mail_id)[0], kept(database, repeated)[0]) == ("repeated", "sent")


def test_mail_left_in_the_outbox_is_sent_once_there_is_a_server(
    database: Database, settings: Settings, server: Received
) -> None:
    mail_id = put(database)
    without = Settings(home=settings.home, secret=SECRET, base_url=settings.base_url)
    assert send(database, without, mail_id) == "outbox"
    assert send(database, settings, mail_id) == "outbox"
    with database.write() as session:
        repeated = mails.send_again(session, PLANNER, mail_id)
    assert send(database, settings, repeated) == "sent"
    assert len(server.messages) == 1


def everything(database: Database) -> str:
    """Every value of every column of every table of every schema, as one text."""
    found: list[str] = []
    with database.engine.connect() as connection:
        seen = inspect(connection)
        schemas = [schema for schema in seen.get_schema_names() if schema != "information_schema"]
        for schema in schemas:
            for table in seen.get_table_names(schema=schema):
                rows = connection.execute(text(f'SELECT * FROM "{schema}"."{table}"')).all()
                found += [
                    value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
                    for row in rows
                    for value in row
                ]
    return "\n".join(found)


@pytest.mark.parametrize("recipient", ["haus@traeger.example", "unbekannt@traeger.example"])
def test_no_table_holds_token_link_or_filled_text(
    database: Database, settings: Settings, server: Received, recipient: str
) -> None:
    mail_id = put(database, recipient)
    send(database, settings, mail_id)
    with database.write() as session:
        link = link_of(session, mail_id, settings)
        standing.open_link(session, link.rpartition("/")[2], hours=1, now=clock.now())
    stored = everything(database)
    token = link.rpartition("/")[2]
    assert [part for part in (token, link, settings.base_url) if part in stored] == []
    # The search sees what is there: hash, queue argument and address.
    assert [
        part for part in (keys.digest(token), f"SendMail-{mail_id}", recipient) if part in stored
    ] == [keys.digest(token), f"SendMail-{mail_id}", recipient]


def test_search_would_find_a_stored_token(
    database: Database, settings: Settings, server: Received
) -> None:
    """Negative control: a mail stored with its link filled in is found."""
    mail_id = put(database)
    with database.write() as session:
        link = link_of(session, mail_id, settings)
        row = session.get_one(Mail, mail_id)
        row.body = row.body.replace("{link}", link)
    assert link in everything(database)


def test_renewed_invitation_changes_the_link_of_a_waiting_mail(
    database: Database, settings: Settings
) -> None:
    mail_id = put(database)
    with database.write() as session:
        before = link_of(session, mail_id, settings)
        standing.renew(
            session, secret=SECRET, invitation_id=session.exec(select(Invitation.id)).one()
        )
    with database.read() as session:
        assert before not in mails.read(session, mail_id, settings=settings).body
