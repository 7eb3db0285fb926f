"""Was daraus wurde: the city writes, publishes and takes back; those who answered read."""
