"""Streams, rooms and nudges."""
