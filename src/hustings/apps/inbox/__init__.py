"""Conversations: threads of messages with people, and which of them need a reply."""
