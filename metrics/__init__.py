"""Figures: what each metric means, and how a question about it is answered from a published generation."""
