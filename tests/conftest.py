"""How long hypothesis looks: enough in every run, much longer with `--hypothesis-profile=long`."""

from hypothesis import HealthCheck, Phase, settings

PHASES = (Phase.explicit, Phase.reuse, Phase.generate)
settings.register_profile("usual", deadline=None, suppress_health_check=list(HealthCheck), phases=PHASES)
settings.register_profile("long", settings.get_profile("usual"), max_examples=1000)
settings.register_profile("shrinking", settings.get_profile("usual"), phases=(*PHASES, Phase.shrink))
settings.load_profile("usual")
