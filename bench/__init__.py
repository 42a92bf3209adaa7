"""Benchmarks: each prints what it measured as a share of a stated limit or peer, in one run."""
