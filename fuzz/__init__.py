"""Odd input, and what must hold for it. `make fuzz` makes it up, guided by the code that it reaches."""
