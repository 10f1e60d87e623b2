"""Everything that stands on disk: facts and what is derived from them, application state, and the ways in."""
