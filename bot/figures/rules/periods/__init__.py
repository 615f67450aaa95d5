"""Spans of days as people name them."""
