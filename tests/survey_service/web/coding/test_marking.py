"""Cutting a statement for marking."""

from survey_service.web.coding.marking import Piece, pieces


def test_pieces_put_together_are_the_text() -> None:
    text = "Der Bus fährt selten. Es ist laut."
    found = pieces(text, segment=(0, 22), evidence=[(4, 7), (14, 20), (4, 7)])
    assert "".join(piece.text for piece in found) == text
    assert found == (
        Piece("Der ", True, False),
        Piece("Bus", True, True),
        Piece(" fährt ", True, False),
        Piece("selten", True, True),
        Piece(". ", True, False),
        Piece("Es ist laut.", False, False),
    )


def test_evidence_beyond_the_text_or_empty_is_ignored() -> None:
    assert pieces("Bus", segment=(0, 3), evidence=[(9, 12), (2, 2), (-4, 1)]) == (
        Piece("B", True, True),
        Piece("us", True, False),
    )
