"""Calendars on servers: CalDAV both ways, feeds in, events as iCalendar text. Knows no data base; credentials are arguments."""
