"""
The bench: our matcher beside others, on the same examples, in one run: `make bench`.

It reports and never asserts: timings belong to a machine and an hour. Nothing here runs under pytest.
"""
