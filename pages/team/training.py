"""培训带教: what to do now, who came to which lesson, whose homework is open, did it work, whom to help with what."""

import streamlit as st

from components import (
    training_cards,
    training_case,
    training_classes,
    training_effect,
    training_help,
    training_lessons,
    training_lists,
    training_today,
)
from components.access import viewer
from components.frame import opened
from components.language import t
from components.states import section

view = opened("training", has_days=False)
case = training_case.opened(view, viewer())
training_today.today(case)
training_cards.cards(case)

with section(t("training.lessons")):
    training_lessons.table(case)

left, right = st.columns(2)
with left, section(t("training.absent_list"), height="stretch"):
    training_lists.absent(case)
with right, section(t("training.homework_list"), height="stretch"):
    training_lists.debts(case)

with section(t("training.effect")):
    training_effect.effect(case)

left, right = st.columns([5, 6])
with left, section(t("training.scatter"), height="stretch"):
    training_help.scatter(case)
with right, section(t("training.kinds"), height="stretch"):
    training_help.kinds(case)

with section(t("training.classes")):
    training_classes.by_class(case)
