"""Conversations, one module each, pure: (Place, Turn, Brief) -> Step. They import only the domain."""
