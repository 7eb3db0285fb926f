"""Use cases: take a session, check, change, enqueue, return structs."""
