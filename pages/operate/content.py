"""x."""
from components.frame import opened

view = opened("content")
