"""Rules (规则): what the trade says, as values in and values out; no I/O, no clock, no chance."""
