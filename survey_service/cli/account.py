"""Accounts on the command line: the first administrator is made here."""

import getpass
import sys

from cyclopts import App

from survey_service.cli.installation import open_database, settings
from survey_service.permissions import Actor

app = App(name="account", help="Konten anlegen, Rollen geben, Kennwörter neu setzen.")

OPERATOR = Actor(login="kommandozeile", name="Kommandozeile")


def _password() -> str:
    """From the terminal without echo, or the first line of standard input."""
    if sys.stdin.isatty():
        return getpass.getpass("Kennwort (mindestens 12 Zeichen): ")
    return sys.stdin.readline().rstrip("\n")


@app.command
def add(login: str, *, name: str, role: str = "planner", association: str = "") -> None:
    """Konto anlegen; das Kennwort wird abgefragt (oder von der Standardeingabe gelesen).

    Parameters
    ----------
    login
        Anmeldename.
    name
        Name der Person.
    role
        administrator, planner, coder, report_author, association oder reader.
    association
        Name des Verbands im Trägerregister, für den das Konto spricht; nur zur Rolle association.
    """
    from survey_service.domain.administration import accounts

    with open_database(settings()) as database, database.write() as session:
        accounts.add(
            session,
            OPERATOR,
            login=login,
            name=name,
            password=_password(),
            role=role,
            association=association,
        )
    print(f"Konto {login} ist angelegt.")


@app.command
def role(
    login: str, role: str, *, area: str = "", association: str = "", remove: bool = False
) -> None:
    """Rolle geben oder (mit --remove) entziehen.

    Parameters
    ----------
    login
        Anmeldename.
    role
        administrator, planner, coder, report_author, association oder reader.
    area
        Gebietscode; leer bedeutet alle Gebiete.
    association
        Name des Verbands im Trägerregister, für den das Konto spricht; nur zur Rolle association.
    remove
        Rolle entziehen statt geben.
    """
    from survey_service.domain.administration import accounts

    with open_database(settings()) as database, database.write() as session:
        if remove:
            accounts.withdraw_role(session, OPERATOR, login=login, role=role, area=area)
        else:
            accounts.grant_role(
                session, OPERATOR, login=login, role=role, area=area, association=association
            )
    print(f"Rollen von {login} sind geändert.")


@app.command
def reset(login: str) -> None:
    """Kennwort neu setzen; alle Sitzungen des Kontos enden.

    Parameters
    ----------
    login
        Anmeldename.
    """
    from survey_service.domain.administration import accounts

    with open_database(settings()) as database, database.write() as session:
        accounts.reset_password(session, OPERATOR, login=login, password=_password())
    print(f"Kennwort von {login} ist neu gesetzt.")
