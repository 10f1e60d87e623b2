"""Demo: the rules of the competitions that the demo's entries belong to."""

from __future__ import annotations

from data.settings import Settings
from data.state import competitions
from data.warehouse.generations import Generation
from metrics.campaign_register import campaigns
from metrics.competitions.register import keep, kept
from metrics.competitions.rules import Rules
from metrics.competitions.templates import template

WHO = "demo"
_OF_GUIDES = (("K01", "A01", "3+2", "焕新季导购大赛"), ("K02", "A02", "5+2", "会员回馈导购大赛"))
_OF_TEAMS = ("T02", "A02", "5+2", "会员回馈战队 PK")


def keep_demo(settings: Settings, generation: Generation) -> None:
    """Keep the demo's competitions, unless somebody keeps others of their names."""
    there = kept(settings)
    starts = {campaign.campaign_id: campaign.starts_on for campaign in campaigns(generation)}
    made: list[Rules] = []
    for one, campaign_id, name, title in _OF_GUIDES:
        if campaign_id in starts:
            rules = template(name, id=one, title=title, starts_on=starts[campaign_id])
            made.append(rules.model_copy(update={"leagues": "entries"}))
    one, campaign_id, name, title = _OF_TEAMS
    if campaign_id in starts:
        rules = template(name, id=one, title=title, starts_on=starts[campaign_id])
        rewards = tuple(reward for reward in rules.rewards if reward.kind != "opening_order")
        made.append(rules.model_copy(update={"entrants": "team", "rewards": rewards}))
    for rules in made:
        if rules.id not in there or there[rules.id].who == WHO:
            keep(settings, rules, WHO)


def drop_demo(settings: Settings) -> None:
    """Take the demo's competitions back: rows of the user's own have replaced the demo."""
    for one in kept(settings).values():
        if one.who == WHO:
            competitions.undo(settings, one.rules.id, one.version, WHO)
