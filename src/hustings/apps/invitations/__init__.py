"""Invitations to connect that somebody has to decide about."""
