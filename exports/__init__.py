"""How it leaves: released tables, findings and responses become bytes. No database, no web."""
