"""State: what was decided and done in the application, which nobody could import again; a backup must hold it."""
