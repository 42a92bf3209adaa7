"""Public door (扫码): what a resident sees after scanning a code; plain HTML, no sign-in."""
