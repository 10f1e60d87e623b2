"""A world to look at before one's own rows are there: the same for the same seed and day, and full of known stories.

`generate` gives its chunks; `STORIES` lists what is true of it on purpose, in both languages, with the place and size
of each: a package card redesigned (7 % to 13 %), a region that falls because of one store, 20:00 as the best hour, a
habit from about the fifth order, guides who learn and don't sell, guides who don't learn, one group of each health
class, a campaign that runs and one that ended, and the awkward rows that real exports have. How each is made stands in
the docstring of the module that draws it.
"""

from data.demo.stories import STORIES, Story
from data.demo.world import generate

__all__ = ["STORIES", "Story", "generate"]
