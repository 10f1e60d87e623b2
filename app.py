"""鱼塘 Yutang. Who is here → which pages; frame; run. Nothing else."""

import streamlit as st

from components import access, frame
from components.frame import Entry

PAGES = (  # in the order of the navigation; the folder is the section
    Entry("overview", "pages/today/overview.py", ":material/dashboard:"),
    Entry("startup", "pages/operate/startup.py", ":material/rocket_launch:"),
    Entry("channels", "pages/operate/channels.py", ":material/alt_route:"),
    Entry("content", "pages/operate/content.py", ":material/edit_square:"),
    Entry("groups", "pages/operate/groups.py", ":material/groups:"),
    Entry("campaigns", "pages/operate/campaigns.py", ":material/flag:"),
    Entry("referrals", "pages/operate/referrals.py", ":material/account_tree:"),
    Entry("sop", "pages/operate/sop.py", ":material/event_note:"),
    Entry("training", "pages/team/training.py", ":material/school:"),
    Entry("competitions", "pages/team/competitions.py", ":material/trophy:"),
    Entry("retention", "pages/customers/retention.py", ":material/repeat:"),
    Entry("tiers", "pages/customers/tiers.py", ":material/layers:"),
    Entry("dictionary", "pages/understand/dictionary.py", ":material/menu_book:"),
    Entry("intake", "pages/data/intake.py", ":material/upload_file:"),
    Entry("targets", "pages/admin/targets.py", ":material/target:"),
)

frame.configure()
viewer = access.viewer()
st.navigation(frame.sections(PAGES, viewer), position=frame.position()).run()
frame.footer()
