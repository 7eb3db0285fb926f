"""Accounts of the city's staff and associations, their roles, browser sessions."""

from datetime import datetime
from enum import StrEnum

from sqlmodel import Field, SQLModel, UniqueConstraint

from survey_service.tables import base  # noqa: F401  naming convention
from survey_service.tables.columns import UUID, check, key, moment, one_of, reference


class Role(StrEnum):
    """What an account may be."""

    ADMINISTRATOR = "administrator"
    PLANNER = "planner"
    CODER = "coder"
    REPORT_AUTHOR = "report_author"
    ASSOCIATION = "association"
    READER = "reader"


class Account(SQLModel, table=True):
    """A person who signs in."""

    __tablename__ = "account"
    __table_args__ = (check("login_lower", "login = lower(login) AND login <> ''"),)
    id: UUID = key()
    login: str = Field(unique=True, max_length=120)
    name: str = Field(max_length=200)
    password_hash: str
    active: bool = True
    failures: int = 0
    locked_until: datetime | None = moment(nullable=True)
    created_at: datetime = moment()


class Grant(SQLModel, table=True):
    """A role of an account, for all areas (area_code empty) or for one area and those below."""

    __tablename__ = "grant"
    __table_args__ = (UniqueConstraint("account_id", "role", "area_code"), one_of("role", Role))
    id: UUID = key()
    account_id: UUID = reference("account.id")
    role: str
    area_code: str = ""
    association_id: UUID | None = reference("association.id", nullable=True, index=False)


class SessionKind(StrEnum):
    """Which door a browser session came through."""

    ACCOUNT = "account"
    STANDING = "standing"
    RESIDENT = "resident"
    DELEGATE = "delegate"
    WORKSHOP = "workshop"
    BEHALF = "behalf"


# The columns that say whose session it is. On behalf: an account acts for an organisation.
OWNERS: dict[SessionKind, frozenset[str]] = {
    SessionKind.ACCOUNT: frozenset({"account_id"}),
    SessionKind.STANDING: frozenset({"invitation_id"}),
    SessionKind.RESIDENT: frozenset({"response_id"}),
    SessionKind.DELEGATE: frozenset({"delegation_id"}),
    SessionKind.WORKSHOP: frozenset({"workshop_party_id"}),
    SessionKind.BEHALF: frozenset({"account_id", "invitation_id"}),
}


def _owned() -> str:
    """SQL: exactly the columns that belong to the kind are filled."""
    columns = sorted(frozenset.union(*OWNERS.values()))
    return " OR ".join(
        f"(kind = '{kind.value}' AND "
        + " AND ".join(f"{one} IS {'NOT NULL' if one in owned else 'NULL'}" for one in columns)
        + ")"
        for kind, owned in OWNERS.items()
    )


class BrowserSession(SQLModel, table=True):
    """A browser that has signed in or exchanged a link. The token is stored hashed.

    ``person``: the name somebody gave who came by a link, shown as the author of what they save.
    """

    __tablename__ = "browser_session"
    __table_args__ = (
        one_of("kind", SessionKind),
        check("one_owner", _owned()),
        {"sqlite_with_rowid": False},
    )
    token_hash: str = Field(primary_key=True, max_length=64)
    kind: str
    account_id: UUID | None = reference("account.id", nullable=True)
    invitation_id: UUID | None = reference("invitation.id", nullable=True)
    response_id: UUID | None = reference("response.id", nullable=True)
    delegation_id: UUID | None = reference("delegation.id", nullable=True)
    workshop_party_id: UUID | None = reference("workshop_party.id", nullable=True)
    person: str = Field(default="", max_length=120)
    expires_at: datetime = moment()
