"""The warehouse: facts, milestones, rollups, and the generations that readers see."""
