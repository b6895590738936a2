"""Hostile and careless edits of the real knowledge, each refused by name; and ordinary ones, none refused."""
