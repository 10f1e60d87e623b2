"""Every worked case: rows, a question, and the answer worked by hand.

The oracle answers all of them (`tests/oracle/test_oracle_cases.py`); the product must too. `mismatches` tells what
differs; a case's `now` is the moment of its publication.
"""

from tests.oracle.cases.by_hand import TALLY_CASES
from tests.oracle.cases.campaigns import CAMPAIGN_CASES
from tests.oracle.cases.case import WorkedCase, mismatches
from tests.oracle.cases.contacts import CONTACT_CASES
from tests.oracle.cases.content import CONTENT_CASES
from tests.oracle.cases.groups import GROUP_CASES
from tests.oracle.cases.losses import LOSS_CASES
from tests.oracle.cases.orders import ORDER_CASES
from tests.oracle.cases.people import PEOPLE_CASES
from tests.oracle.cases.reach import REACH_CASES
from tests.oracle.cases.repurchase import REPURCHASE_CASES

WORKED_CASES: tuple[WorkedCase, ...] = (
    *CONTACT_CASES,
    *LOSS_CASES,
    *REACH_CASES,
    *PEOPLE_CASES,
    *ORDER_CASES,
    *REPURCHASE_CASES,
    *CONTENT_CASES,
    *GROUP_CASES,
    *CAMPAIGN_CASES,
    *TALLY_CASES,
)

__all__ = ["WORKED_CASES", "WorkedCase", "mismatches"]
