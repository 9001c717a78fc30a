"""Help on the phone for workplace mentors. docs/architecture.md draws the floors."""
