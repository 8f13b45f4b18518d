"""The network among others: how people and organisations are tied to each other, apart from us, and whom never to ask."""
