"""The wall's picture: layouts, words, form and sound of what hangs in the room (大屏)."""
