"""Measures how well typed text is understood: `make eval FILE=path`."""
