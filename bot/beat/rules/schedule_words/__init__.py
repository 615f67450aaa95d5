"""Reads a cadence out of plain words, and says it back in words that are read alike."""
