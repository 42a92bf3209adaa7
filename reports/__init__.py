"""Paper (报表): rows become sheets, printable pages and posters."""
