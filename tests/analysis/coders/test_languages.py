"""Which language a text looks like."""

import pytest

from analysis.coders.languages import language_of


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("", "de"),
        ("k. A.", "de"),
        ("Kita?", "de"),
        ("Wir brauchen mehr Ärzte, vor allem im Süden.", "de"),
        ("The bus does not run in the evening.", "en"),
        ("Burada çok doktor yok ve randevu bekliyoruz.", "tr"),
        ("Nie ma lekarza i czekamy na termin.", "pl"),
        ("У нас немає лікаря.", "uk"),
        ("Здесь нет врача.", "ru"),
        ("لا يوجد طبيب هنا", "ar"),
        ("Mein Sohn geht zur Schule in Москва", "de"),
    ],
)
def test_language_of(text: str, language: str) -> None:
    assert language_of(text) == language
