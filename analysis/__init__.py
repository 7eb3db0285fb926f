"""What it means: codebooks, coding, tabulation, disclosure control. No database, no web."""
