"""Sourced and dated answers about NHS care and the Home Office, for people who are afraid to ask."""
