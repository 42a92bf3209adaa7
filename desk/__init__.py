"""Verbs (前台, the single window): load, ask the rules, store; the door commits."""
