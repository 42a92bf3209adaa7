"""Offices as they are after years: what bench.grown fills a database with.

The rules play a few hundred courses of tickets once; each of the many tickets is one of these
courses, moved to its own day and cut off where it stands. Days are moved whole, in a zone that
never turns its clocks, so what the rules said of the course holds for the ticket.
"""
