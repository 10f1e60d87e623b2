"""What pages are made of: filters, figures, charts, tables, exports and the words around them.

May import `metrics` and Streamlit. Holds no SQL, no definition of a metric and no page.
"""
