"""What is asked: questionnaires, answers, readers of foreign files. No database, no web."""
