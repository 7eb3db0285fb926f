"""The demo municipality, and real answers of the Bonn citizens' survey."""

from typing import TYPE_CHECKING

from survey_service.cli.export import write
from survey_service.cli.installation import open_database, settings

if TYPE_CHECKING:
    from survey_service.database import Database
    from survey_service.settings import Settings


def demo(*, if_empty: bool = False, bonn: bool = False) -> None:
    """Eine leere Installation mit der erfundenen Vorführkommune füllen und kodieren.

    Parameters
    ----------
    if_empty
        Nichts tun, wenn die Installation schon Daten enthält.
    bonn
        Stattdessen die echten Antworten der Umfrage zum Leben in Bonn 2017 laden, kodieren und die
        Arbeitsmappe schreiben; auch neben der Vorführkommune.
    """
    chosen = settings()
    with open_database(chosen) as database:
        if bonn:
            _bonn(chosen, database)
        elif not (if_empty and _holds_something(chosen, database)):
            _fill(chosen, database)


def _holds_something(chosen: "Settings", database: "Database") -> bool:
    """Whether there is anything; says so."""
    from survey_service.domain.administration import demonstration

    with database.read() as session:
        found = demonstration.contents(session)
        is_demo = bool(found) and demonstration.is_demo(session)
    if not found:
        return False
    print(f"Es sind schon Daten vorhanden ({', '.join(found)}); sie bleiben, wie sie sind.")
    if is_demo:
        _show_sign_ins(chosen, database)
    return True


def _fill(chosen: "Settings", database: "Database") -> None:
    from survey_service import clock
    from survey_service.demo import fill

    print("Die Vorführung wird angelegt, das dauert etwa eine halbe Minute …", flush=True)
    done = fill.fill(database, secret=chosen.secret, today=clock.today())
    print(
        f"Vorführung: {done.organisations} Träger, {done.facilities} Einrichtungen, zwei Wellen, "
        f"eine Beteiligung; {done.statements} Aussagen kodiert, {done.reviewed} Sinneinheiten "
        f"geprüft, {done.quotes} Zitate freigegeben. Alles ist erfunden."
    )
    _show_sign_ins(chosen, database)


def _bonn(chosen: "Settings", database: "Database") -> None:
    from survey_service.demo import bonn

    print("Die Antworten aus Bonn werden geladen und kodiert …", flush=True)
    done = bonn.load(database, secret=chosen.secret)
    path = write(chosen.home / "exporte", done.file_name, done.workbook)
    print(f"Arbeitsmappe: {path}\n{done.summary}")
    _show_sign_ins(chosen, database)


def _show_sign_ins(chosen: "Settings", database: "Database") -> None:
    """Those that are there: where only Bonn is loaded, no association is."""
    from survey_service.demo.municipality import SIGN_INS
    from survey_service.domain.administration import accounts

    with database.read() as session:
        known = {one.login for one in accounts.all_accounts(session)}
    print(f"\nAnmelden unter {chosen.base_url}/anmelden")
    for one in (one for one in SIGN_INS if one.login in known):
        print(f"  {one.login:<10} {one.password:<23} {one.tells}")
    print("Die Kennwörter sind öffentlich bekannt: nur zum Ausprobieren, nichts Echtes eingeben.")
