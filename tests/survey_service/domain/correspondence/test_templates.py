"""Texts of a wave: what is refused, what is filled in, what comes back."""

import pytest

from survey_service.database import Database
from survey_service.domain.administration import audit
from survey_service.domain.correspondence import addressees, mails, templates, trials
from survey_service.domain.correspondence.templates import Text
from survey_service.errors import NotFound, Refused
from survey_service.settings import Settings
from survey_service.tables.surveys import Mail
from tests.survey_service.waves import PLANNER, day, organisation, wave

OWN = Text(subject="Bitte: {erhebung}", body="{anrede}\n\n{träger} fehlt uns.\n\n{link}\n")


@pytest.mark.parametrize(
    ("kind", "text", "found"),
    [
        (
            "invitation",
            Text(subject=" ", body="{link}"),
            [("subject", "Betreff: Schreiben Sie eine Zeile.")],
        ),
        (
            "invitation",
            Text(subject="A {link}", body="{link}"),
            [("subject", "Betreff: Der {link} gehört nicht in den Betreff.")],
        ),
        (
            "reminder",
            Text(subject="A", body="Guten Tag"),
            [("body", "Text: Der Platzhalter {link} fehlt. Ohne ihn kommt niemand zur Erhebung.")],
        ),
        (
            "letter",
            Text(subject="A", body="{link} {link}"),
            [("body", "Text: Im Brief darf {link} nur einmal stehen: dort ist der QR-Code.")],
        ),
        (
            "letter",
            Text(subject="A", body="{name} {link}"),
            [
                (
                    "body",
                    (
                        "Text: Den Platzhalter {name} gibt es nicht. Möglich: {anrede}, {träger}, "
                        "{erhebung}, {einleitung}, {frist}, {worum_es_geht}, {link}, {kommune}, "
                        "{absender}."
                    ),
                )
            ],
        ),
        (
            "letter",
            Text(subject="A" * 201, body="{link}"),
            [("subject", "Betreff: Höchstens 200 Zeichen.")],
        ),
        (
            "letter",
            Text(subject="A", body="{link}" + "x" * 10_000),
            [("body", "Text: Höchstens 10.000 Zeichen.")],
        ),
    ],
)
def test_unusable_text_is_refused(
    database: Database, kind: str, text: Text, found: list[tuple[str, str]]
) -> None:
    assert templates.problems(kind, text) == found
    with database.write() as session:
        made = wave(session)
    with pytest.raises(Refused) as refused, database.write() as session:
        templates.change(session, PLANNER, made, kind, text)
    assert str(refused.value) == found[0][1]
    with database.read() as session:
        assert templates.load(session, made, kind).text == templates.SHIPPED[kind]


def test_unknown_kind_is_not_found(database: Database) -> None:
    with database.write() as session:
        made = wave(session)
        with pytest.raises(NotFound):
            templates.load(session, made, "fax")


@pytest.mark.parametrize("kind", sorted(templates.SHIPPED))
def test_shipped_texts_have_no_problem(kind: str) -> None:
    assert templates.problems(kind, templates.SHIPPED[kind]) == []


def test_own_text_holds_until_it_is_reset(database: Database) -> None:
    with database.write() as session:
        made = wave(session)
        someone = addressees.load(session, organisation(session, "A"))
    for _ in range(2):
        with database.write() as session:
            templates.change(session, PLANNER, made, "reminder", OWN)
    with database.read() as session:
        stored = templates.load(session, made, "reminder")
        assert (stored.text, stored.changed_by) == (OWN, "Planerin")
        assert templates.load(session, made, "letter").text == templates.SHIPPED["letter"]
        assert templates.written(session, made, someone, kind="reminder") == Text(
            subject="Bitte: Trägerabfrage 2026",
            body="Sehr geehrte Frau Öz,\n\nTräger A fehlt uns.\n\n{link}\n",
        )
    for _ in range(2):
        with database.write() as session:
            templates.reset(session, PLANNER, made, "reminder")
    with database.read() as session:
        assert templates.load(session, made, "reminder").text == templates.SHIPPED["reminder"]
        entries, _ = audit.entries(session)
    assert [(one.action, one.detail) for one in entries if one.action.startswith("Text ")] == [
        ("Text zurückgesetzt", "reminder"),
        ("Text geändert", "reminder"),
        ("Text geändert", "reminder"),
    ]


def test_every_placeholder_is_filled_in(database: Database) -> None:
    with database.write() as session:
        made = wave(session)
        someone = addressees.load(session, organisation(session, "A"))
        text = Text(subject="x", body="|".join(f"{{{name}}}" for name in templates.PLACEHOLDERS))
        assert templates.written(session, made, someone, kind="letter", text=text).body == (
            f"Sehr geehrte Frau Öz,|Träger A|Trägerabfrage 2026|"
            f"{templates.USUAL_INTRODUCTION}|{day(made.closes_on)}|{{worum_es_geht}}|{{link}}|"
            "Musterstadt|Amt für Soziales\nMusterstadt"
        )


def test_a_name_in_braces_is_no_placeholder(database: Database) -> None:
    """An organisation called "{link}" gets its link where the text says, and only there."""
    with database.write() as session:
        made = wave(session)
        someone = addressees.load(session, organisation(session, "{link} {frist}"))
        body = templates.written(session, made, someone, kind="invitation").body
    assert body.count("{link}") == 1
    assert "Träger (link) (frist)" in body


def test_no_gap_is_left_in_a_text(database: Database) -> None:
    with database.write() as session:
        made = wave(session)
        someone = addressees.load(session, organisation(session, "A"))
        assert "\n\n\n" not in templates.written(session, made, someone, kind="invitation").body


@pytest.mark.parametrize(
    "address",
    [
        "",
        "  ",
        "ich",
        "ich@",
        "@stadt.example",
        "ich@stadt",
        "a b@stadt.example",
        "ich@stadt.example\nBcc: alle@stadt.example",
        "ich@stadt.example, du@stadt.example",
    ],
)
def test_trial_refuses_what_is_no_address(address: str) -> None:
    with pytest.raises(Refused, match="keine E-Mail-Adresse"):
        trials.checked(address)


def test_trial_goes_to_the_typed_address_and_opens_nothing(
    database: Database, settings: Settings
) -> None:
    with database.write() as session:
        made = wave(session)
        someone = addressees.load(session, organisation(session, "A"))
        mail_id = trials.send(
            session, PLANNER, made, someone, kind="reminder", text=OWN, to=" ich@stadt.example "
        )
    with database.read() as session:
        row = session.get_one(Mail, mail_id)
        letter = mails.read(session, mail_id, settings=settings)
    assert (row.kind, row.invitation_id, row.body.count("{link}")) == ("trial", None, 1)
    assert (letter.recipient, letter.subject, letter.body) == (
        "ich@stadt.example",
        "Probe: Bitte: Trägerabfrage 2026",
        "Sehr geehrte Frau Öz,\n\nTräger A fehlt uns.\n\nhttp://testserver.local/t/probe\n",
    )
