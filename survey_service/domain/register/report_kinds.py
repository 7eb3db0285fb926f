"""What an organisation can report about itself, and which fields each kind of report has."""

from survey_service.tables.register import ChangeKind

FACILITY = "facility"
NEW_FACILITY, MOVED, CLOSED = ChangeKind.NEW_FACILITY, ChangeKind.MOVED, ChangeKind.CLOSED
CONTACT, OTHER = ChangeKind.CONTACT, ChangeKind.OTHER

# Kind as it stands in addresses -> kind as it is stored.
WORDS: dict[str, ChangeKind] = {
    "neues-angebot": NEW_FACILITY,
    "umzug": MOVED,
    "schliessung": CLOSED,
    "kontakt": CONTACT,
    "anderes": OTHER,
}
LABELS: dict[str, str] = {
    NEW_FACILITY: "Neues Angebot",
    MOVED: "Umzug",
    CLOSED: "Schließung",
    CONTACT: "Neue Kontaktperson",
    OTHER: "Andere Änderung",
}
# Fields of the register's forms that a report of this kind proposes.
PROPOSED: dict[str, tuple[str, ...]] = {
    NEW_FACILITY: (
        "name",
        "service_type",
        "address",
        "area",
        "target_groups",
        "phone",
        "email",
        "website",
    ),
    MOVED: ("address", "area", "phone", "email"),
    CLOSED: (),
    CONTACT: ("name", "function", "email", "phone"),
    OTHER: (),
}
# How the remark begins where the organisation hands over: the planner's page knows it by that.
SUCCESSOR = "Nachfolge: neue Ansprechperson. Bitte im Register eintragen und ihr den Link senden."
# Kinds that are about one facility; a contact may be.
OF_ONE_FACILITY = frozenset({MOVED, CLOSED})
