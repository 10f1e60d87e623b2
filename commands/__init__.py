"""Commands: what `manage.py` can be told, one file a noun."""
