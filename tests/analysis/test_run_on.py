"""Main clauses without a full stop between them; sentences written on purpose stay whole."""

import pytest

from analysis.run_on import cut


@pytest.mark.parametrize(
    "text",
    [
        "Der Arzt ist weg und der Bus fährt auch nicht mehr.",
        "Nach der Schule, wenn die Kinder heimkommen, ist niemand da, weil beide Eltern arbeiten.",
        "Wir haben zwei Kinder, aber die Kita nimmt nur eins, und mein Mann arbeitet in der Nacht.",
        "Die Wege auf der anderen Seite der Aue sind sehr schmal bei Gegenverkehr und nass",
        "",
    ],
)
def test_ordinary_sentences_stay_whole(text: str) -> None:
    assert list(cut(text, (0, len(text)))) == []


@pytest.mark.parametrize(
    "marked",
    [
        "ich such seit monaten ne wohnung |die kita hat keinen platz |der bus kommt nie",
        "bei uns im haus ist seit wochen der aufzug kaputt |und der vermieter macht nichts dagegen",
        "meine mutter ist 84 und sitzt nur zu hause |wir haben kein geld für den pflegedienst",
    ],
)
def test_run_on_texts_are_cut_at_main_clauses(marked: str) -> None:
    text = marked.replace("|", "")
    places = [marked[:at].replace("|", "") for at, sign in enumerate(marked) if sign == "|"]
    assert list(cut(text, (0, len(text)))) == [len(before) for before in places]
