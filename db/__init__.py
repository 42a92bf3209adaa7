"""Memory (台账): the only room that speaks SQL."""
