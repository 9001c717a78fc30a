"""mentorbot: help on the phone for workplace mentors. The floors are drawn in docs/architecture.md."""
