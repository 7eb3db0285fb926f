"""One module per kind of item: parse what was typed, show it, name its columns."""
