"""Everybody sees it at once: rooms that are listened to, streams of events, and nudges that wake them."""
