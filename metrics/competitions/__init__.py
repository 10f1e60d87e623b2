"""Competitions: rules made in the app, points from the facts, ranks, rewards to the cent, and settlements that hold."""
