"""An organisation answers: its standing page, its response, its receipt."""
