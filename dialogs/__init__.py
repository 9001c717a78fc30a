"""Conversations, one module each, pure: (Place, Turn, Brief) -> Step. They know only the domain."""
