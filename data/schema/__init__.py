"""The canonical tables: one `FactTable` per table of the contract.

Intake, templates, the demo generator, the warehouse and the documents are all made from these values; a new table is
one entry here and its rows in the demo generator.
"""

from data.schema import deals, groups, people, team
from data.schema.model import FactColumn, FactTable, Identity, Kind

FACT_TABLES: dict[str, FactTable] = {
    table.name: table
    for table in (
        people.STORES,
        people.GUIDES,
        people.GUIDE_MOVES,
        people.CHANNELS,
        people.CHANNEL_REACH,
        people.CUSTOMERS,
        people.CONTACTS,
        people.MESSAGES,
        deals.ORDERS,
        groups.GROUPS,
        groups.INVITATIONS,
        groups.MEMBERSHIPS,
        groups.GROUP_EVENTS,
        team.POSTS,
        deals.CAMPAIGNS,
        deals.PARTICIPANTS,
        team.TRAINING,
        team.COMPETITION_ENTRIES,
        team.GUIDE_POINTS,
        team.TALLIES,
        deals.REFERRALS,
        deals.COSTS,
        team.WECOM_DAYS,
    )
}

__all__ = ["FACT_TABLES", "FactColumn", "FactTable", "Identity", "Kind"]
