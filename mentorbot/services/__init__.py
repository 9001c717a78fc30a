"""Use cases: load, decide, store, stop. One item, one transaction."""
