"""Training: who came to which lesson, what is still to be handed in, whether it worked, and whom to help with what."""
