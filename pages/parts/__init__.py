"""Parts (部件): pieces of a page that several pages draw."""
