"""The measures that are read from the books, a kind of row each."""
