"""Web (网页): what the doors of plain HTML have in common; it opens no address of its own."""
