"""Which test shows which requirement; run as a module, it writes docs/requirements.md."""
