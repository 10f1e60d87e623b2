"""The catalogue: every metric, in the order in which people read them."""

from __future__ import annotations

from metrics import campaigns, channels, contacts, content, groups, orders, people, repurchase
from metrics.model import Metric
from metrics.nearest import nearest
from metrics.question import UnanswerableError

CATALOGUE: dict[str, Metric] = {
    metric.key: metric
    for metric in (
        contacts.ADDED_CONTACTS,
        people.ADDED_PEOPLE,
        contacts.GREETED_CONTACTS,
        contacts.GREETING_RATE,
        contacts.GREETING_REPLY_RATE,
        contacts.PRIVATE_CHAT_RATIO,
        contacts.LOST_CONTACTS,
        contacts.NET_CONTACTS,
        contacts.LOSS_RATE,
        contacts.FIRST_PURCHASE_CONVERSION,
        contacts.MEDIAN_DAYS_TO_FIRST_PURCHASE,
        people.FIRST_PURCHASE_CONVERSION_PEOPLE,
        people.FIRST_PURCHASERS,
        people.FIRST_ORDER_VALUE,
        people.MEDIAN_DAYS_TO_FIRST_PURCHASE_PEOPLE,
        orders.ORDERS,
        orders.GMV,
        orders.AVERAGE_ORDER_VALUE,
        orders.BUYERS,
        repurchase.REPURCHASE_RATE,
        repurchase.RETURNING_ORDER_SHARE,
        repurchase.MONTHLY_REPURCHASE_RATE,
        repurchase.NEXT_MONTH_RETURN_RATE,
        channels.PACKAGE_CARD_RATE,
        channels.CHANNEL_ADD_RATE,
        content.POSTS_PER_DAY,
        content.PERSONA_LIKES_PER_DAY,
        content.LIKES_PER_POST,
        groups.GROUP_ENTRY_RATE,
        groups.GROUP_ACTIVITY_RATE,
        groups.GROUP_LEARNING_RATE,
        groups.GROUP_INTEREST_RATE,
        groups.GROUP_PURCHASE_RATE,
        groups.GROUP_GMV,
        groups.GROUP_LEAVE_RATE,
        groups.GROUP_DAILY_ACTIVITY_RATE,
        groups.GROUP_MEMBERS,
        groups.GROUP_MESSAGES_PER_MEMBER,
        groups.GROUP_PEER_SHARE,
        groups.GROUP_ADVERT_SHARE,
        campaigns.CAMPAIGN_PARTICIPANTS,
        campaigns.CAMPAIGN_CONVERSION,
        campaigns.CAMPAIGN_GMV,
        campaigns.CAMPAIGN_ROI,
    )
}


def find(key: str) -> Metric:
    """The metric of a key, as it is written in a link or on the command line.

    Raises
    ------
    UnanswerableError
        When there is none; the message names the nearest.
    """
    try:
        return CATALOGUE[key]
    except KeyError:
        raise UnanswerableError(
            f"没有指标 {key}{nearest(key, CATALOGUE)}；运行 metrics 可列出全部 · "
            f"There is no metric {key}; the command `metrics` lists all."
        ) from None
