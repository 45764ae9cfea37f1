"""Times of the history as a person says them: "19:04", "yesterday", "Fri 20 Nov".

Pure: knows what day it is only from those who ask, and nothing of takes.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
MONTH_NAMES = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
_WEEK = 7


def local(time: str) -> datetime | None:
    """A time of the history (RFC 3339) on the clock here; None if it is none."""
    try:
        found = datetime.fromisoformat(time.replace("Z", "+00:00"))
        return (found if found.tzinfo else found.replace(tzinfo=timezone.utc)).astimezone()
    except (ValueError, OverflowError, OSError):
        return None


def day_name(day: date, today: date) -> str:
    """ "today", "yesterday", "Fri 20 Nov"; with the year if it is another."""
    if day == today:
        return "today"
    if day == today - timedelta(days=1):
        return "yesterday"
    year = "" if day.year == today.year else f" {day.year}"
    return f"{DAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]}{year}"


def moment(time: str, today: date) -> str:
    """The time of day if it was today ("19:04"), else the date ("20 Nov"); "" if the time cannot be read."""
    found = local(time)
    if found is None:
        return ""
    if found.date() == today:
        return f"{found:%H:%M}"
    year = "" if found.year == today.year else f" {found.year}"
    return f"{found.day} {MONTHS[found.month - 1]}{year}"


def when(time: str, today: date) -> str:
    """Day and time of day: "19:04", "yesterday 19:04", "Fri 20 Nov 19:04"; "" if the time cannot be read."""
    found = local(time)
    if found is None:
        return ""
    day = day_name(found.date(), today)
    return f"{found:%H:%M}" if day == "today" else f"{day} {found:%H:%M}"


def day_words(day: date, today: date) -> frozenset[str]:
    """The single words one may search a day by: "yesterday", "2026-11-21", "saturday", "november" …

    A weekday's name means the one within the last week.
    """
    month = MONTHS[day.month - 1].lower()
    words = {day.isoformat(), f"{day:%Y-%m}", str(day.year), month, MONTH_NAMES[day.month - 1]}
    words |= {f"{day.day}.{day.month}.", f"{day.day}.{day.month}.{day.year}", f"{day.day}{month}"}
    if day == today:
        words.add("today")
    elif day == today - timedelta(days=1):
        words.add("yesterday")
    if 0 <= (today - day).days < _WEEK:
        words |= {WEEKDAYS[day.weekday()], DAYS[day.weekday()].lower()}
    return frozenset(words)


def length(seconds: float | None) -> str:
    """Minutes and seconds, as on a clock: "0:30", "12:05"; "" if unknown."""
    if seconds is None or not 0 <= seconds < 1e6:
        return ""
    whole = round(seconds)
    return f"{whole // 60}:{whole % 60:02d}"
