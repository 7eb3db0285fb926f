"""Mail that came back: reports as real servers write them, read from a real IMAP server."""

import imaplib
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from uuid import UUID, uuid4

import msgspec
import pytest

from survey_service.database import Database
from survey_service.domain.correspondence import bounces, delivery_reports, mails
from survey_service.domain.correspondence.delivery_reports import Report
from survey_service.errors import Conflict, NotFound
from survey_service.jobs import duties
from survey_service.settings import Settings
from survey_service.tables.surveys import Mail, MailState
from tests.conftest import free_port
from tests.survey_service.waves import PLANNER

HOST = "beteiligung.stadt.example"
USER, PASSWORD = "rueck@stadt.example", "ge/heim@1"
POSTFIX = """\
Return-Path: <>
From: MAILER-DAEMON@mail.stadt.example (Mail Delivery System)
Subject: Undelivered Mail Returned to Sender
To: {to}
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status;
\tboundary="ABC/mail.stadt.example"
Message-Id: <20260504100000.ABC@mail.stadt.example>

--ABC/mail.stadt.example
Content-Description: Notification
Content-Type: text/plain; charset=us-ascii

This is the mail system at host mail.stadt.example.

--ABC/mail.stadt.example
Content-Description: Delivery report
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.stadt.example
X-Postfix-Queue-ID: ABC

Final-Recipient: rfc822; haus@traeger.example
Original-Recipient: rfc822;haus@traeger.example
Action: {action}
Status: {status}
Remote-MTA: dns; mx.traeger.example
Diagnostic-Code: smtp; 550 5.1.1 <haus@traeger.example>: Recipient address
    rejected: User unknown

--ABC/mail.stadt.example
Content-Description: Undelivered Message
Content-Type: {returned}

From: sozialplanung@stadt.example
Message-ID: <{id}@{host}>
Subject: Einladung

{body}
--ABC/mail.stadt.example--
"""


def report(mail_id: object, **changes: str) -> bytes:
    values = {
        "to": "sozialplanung@stadt.example",
        "action": "failed",
        "status": "5.1.1",
        "returned": "message/rfc822",
        "host": HOST,
        "body": "Guten Tag",
        **changes,
    }
    return POSTFIX.format(id=mail_id, **values).replace("\n", "\r\n").encode()


MAIL = UUID(int=5)
HOLIDAY = (
    b"From: haus@traeger.example\r\nAuto-Submitted: auto-replied\r\nIn-Reply-To: <"
    + f"{MAIL}@{HOST}".encode()
    + b">\r\nSubject: Abwesend\r\n\r\nBin im Urlaub."
)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe kaputt",
        HOLIDAY,
        report(MAIL, action="delayed", status="4.4.1"),
        report(MAIL, host="anderswo.example"),
        report("keine-nummer"),
        report(MAIL).replace(
            b"report-type=delivery-status", b"report-type=disposition-notification"
        ),
        report(MAIL).split(b"Content-Description: Undelivered")[0],
    ],
    ids=["empty", "broken", "holiday", "delayed", "foreign", "no id", "read receipt", "cut off"],
)
def test_what_is_no_report_of_ours_is_left_alone(content: bytes) -> None:
    assert delivery_reports.read(content, host=HOST) is None


@pytest.mark.parametrize("returned", ["message/rfc822", "text/rfc822-headers"])
def test_report_names_mail_and_reason(returned: str) -> None:
    assert delivery_reports.read(report(MAIL, returned=returned), host=HOST) == Report(
        mail_id=MAIL,
        reason=("5.1.1 550 5.1.1 <haus@traeger.example>: Recipient address rejected: User unknown"),
    )


def sent(database: Database, state: MailState = MailState.SENT) -> UUID:
    with database.write() as session:
        mail_id = mails.put(session, recipient="haus@traeger.example", subject="S", body="B")
        session.get_one(Mail, mail_id).state = state
    return mail_id


def kept(database: Database, mail_id: UUID) -> tuple[str, str]:
    with database.read() as session:
        row = session.get_one(Mail, mail_id)
        return row.state, row.problem


def test_only_what_was_sent_can_come_back(database: Database) -> None:
    with pytest.raises(NotFound), database.write() as session:
        bounces.mark(session, PLANNER, uuid4(), reason="")
    waiting = sent(database, MailState.QUEUED)
    with pytest.raises(Conflict, match="Zurückkommen kann nur"), database.write() as session:
        bounces.mark(session, PLANNER, waiting, reason="")
    gone = sent(database)
    with database.write() as session:
        assert bounces.note(session, waiting, reason="x") is False
        assert bounces.note(session, uuid4(), reason="x") is False
        assert bounces.note(session, gone, reason="5.1.1\n  unbekannt") is True
        assert bounces.note(session, gone, reason="noch einmal") is False
    assert kept(database, gone) == ("bounced", "Zurückgekommen: 5.1.1 unbekannt")


class Mailbox(msgspec.Struct, frozen=True):
    """A real IMAP server with one mailbox."""

    port: int

    @property
    def url(self) -> str:
        return f"imap://rueck%40stadt.example:ge%2Fheim%401@127.0.0.1:{self.port}/INBOX"

    def open(self) -> imaplib.IMAP4:
        server = imaplib.IMAP4("127.0.0.1", self.port, timeout=10)
        server.login(USER, PASSWORD)
        server.select("INBOX")
        return server

    def put(self, *messages: bytes) -> None:
        server = self.open()
        for message in messages:
            assert server.append("INBOX", "", "", message)[0] == "OK"
        server.logout()

    def flags(self) -> list[set[str]]:
        """Flags of every message, in order."""
        server = self.open()
        _, numbers = server.search(None, "ALL")
        _, found = server.fetch("1:*", "(FLAGS)") if numbers[0] else ("OK", [])
        server.logout()
        return [
            {flag.decode() for flag in imaplib.ParseFlags(line)} - {"\\Recent"}
            for line in found
            if isinstance(line, bytes)
        ]


CONFIGURATION = """
base_dir = {folder}/run
state_dir = {folder}/run
log_path = {folder}/log
protocols = imap
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
mail_location = maildir:{folder}/mail
first_valid_uid = 1
first_valid_gid = 1
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={folder}
}}
"""


@pytest.fixture(scope="module")
def mailbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mailbox]:
    """Dovecot on a free port, in a folder of its own, without its system configuration."""
    import grp
    import pwd
    import tempfile

    program = shutil.which("dovecot") or "/usr/sbin/dovecot"
    if not Path(program).exists():
        message = "Dovecot is missing: install the package dovecot-imapd"
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)
    # A short path: sockets lie in it.
    folder = Path(tempfile.mkdtemp(prefix="imap-"))
    owner = pwd.getpwnam("nobody") if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())
    for part in ("run", "mail"):
        (folder / part).mkdir()
    if os.geteuid() == 0:
        folder.chmod(0o755)
        for part in (folder, folder / "mail"):
            os.chown(part, owner.pw_uid, owner.pw_gid)
    port = free_port()
    (folder / "dovecot.conf").write_text(
        CONFIGURATION.format(
            folder=folder,
            port=port,
            user=owner.pw_name,
            group=grp.getgrgid(owner.pw_gid).gr_name,
            uid=owner.pw_uid,
            gid=owner.pw_gid,
            password=PASSWORD,
        )
    )
    process = subprocess.Popen([program, "-F", "-c", str(folder / "dovecot.conf")])
    try:
        _wait_for(port, folder / "log")
        yield Mailbox(port)
    finally:
        process.terminate()
        process.wait(timeout=20)
        shutil.rmtree(folder, ignore_errors=True)


def _wait_for(port: int, log: Path) -> None:
    end = time.monotonic() + 20
    while time.monotonic() < end:
        with closing(socket.socket()) as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    pytest.fail(log.read_text() if log.exists() else "dovecot did not start")


def settings_with(tmp_path: Path, url: str) -> Settings:
    return Settings(home=tmp_path, secret="s" * 43, base_url=f"https://{HOST}", imap_url=url)


def test_bounces_are_noted_and_nothing_is_deleted(
    database: Database, mailbox: Mailbox, tmp_path: Path
) -> None:
    settings = settings_with(tmp_path, mailbox.url)
    gone, fine = sent(database), sent(database)
    before = len(mailbox.flags())
    mailbox.put(HOLIDAY, report(gone), report(uuid4()), report(fine, action="delayed"))
    assert [duties.note_bounces(settings, database) for _ in range(2)] == [1, 0]
    assert kept(database, gone)[0] == "bounced"
    assert "User unknown" in kept(database, gone)[1]
    assert kept(database, fine) == ("sent", "")
    mark = "SurveyServiceGelesen"
    # Read are the two reports that name a mail like ours; everything is still there.
    assert mailbox.flags()[before:] == [{mark}, {mark, "\\Seen"}, {mark, "\\Seen"}, {mark}]


def test_unreachable_or_refusing_server_ends_nothing(
    sqlite_database: Database, mailbox: Mailbox, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    for url in (
        f"imap://wer:falsch@127.0.0.1:{mailbox.port}",
        mailbox.url.replace("INBOX", "Gibt-es-nicht"),
        f"imap://wer:falsch@127.0.0.1:{free_port()}",
        "",
    ):
        assert duties.note_bounces(settings_with(tmp_path, url), sqlite_database) == 0
    assert caplog.text.count("mailbox of delivery reports cannot be read") == 3
    assert "falsch" not in caplog.text


def test_a_report_is_not_lost_when_noting_fails(
    sqlite_database: Database, mailbox: Mailbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is marked after it was noted: who dies in between reads it again."""
    settings = settings_with(tmp_path, mailbox.url)
    gone = sent(sqlite_database)
    mailbox.put(report(gone))

    def die(*_: object, **__: object) -> bool:
        raise RuntimeError

    with monkeypatch.context() as broken:
        broken.setattr(duties.bounces, "note", die)
        with pytest.raises(RuntimeError):
            duties.note_bounces(settings, sqlite_database)
    assert kept(sqlite_database, gone)[0] == "sent"
    assert duties.note_bounces(settings, sqlite_database) == 1
    assert kept(sqlite_database, gone)[0] == "bounced"
