"""Rules and frozen values: no I/O, no async, no clock, no chance. Everybody may import it."""
