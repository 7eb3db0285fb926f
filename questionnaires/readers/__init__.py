"""Foreign files become our structs; every problem is reported with its place."""
