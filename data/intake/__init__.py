"""The way in for files: read them, match their headings, clean their cells, keep what was refused."""
