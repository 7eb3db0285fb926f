"""What is stored: SQLModel tables, one file per part of the domain."""
