"""How long hypothesis looks: enough in every run, much longer with `--hypothesis-profile=long`; and what runs first."""

import pytest
from hypothesis import HealthCheck, Phase, settings

PHASES = (Phase.explicit, Phase.reuse, Phase.generate)
settings.register_profile(
    "usual", derandomize=True, deadline=None, suppress_health_check=list(HealthCheck), phases=PHASES
)
settings.register_profile("long", settings.get_profile("usual"), derandomize=False, max_examples=1000)
settings.register_profile("shrinking", settings.get_profile("usual"), phases=(*PHASES, Phase.shrink))
settings.load_profile("usual")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The kills come first: they start processes from this one, which must not yet hold a browser or a page."""
    items.sort(key=lambda item: item.path.name != "test_crash.py")
