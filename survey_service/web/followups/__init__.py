"""Pages of "Was daraus wurde": writing at the desk, reading by those who answered."""
