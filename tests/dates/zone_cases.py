"""Writes random questions about local time with their answers, one JSON object a line.

    zone_cases.py SEED COUNT

Offsets come from Python's zoneinfo, moved days and months from dateutil.relativedelta. Where Gradus
has a rule of its own, this is it, written a second time:
- offsets are those of 1970 through 2100; before and after, the first and the last go on;
- a local time that occurs twice is the earlier of the two (zoneinfo leaves the choice open);
- a local time that does not occur is the first instant after the gap (zoneinfo goes on by the
  offset of one of its sides, which lands before or well after the gap).
"""
import datetime
import json
import random
import sys
import zoneinfo

try:
    from dateutil.relativedelta import relativedelta
except ImportError:
    sys.exit("zone_cases.py: needs the package python3-dateutil (./dev test installs it)")

UTC = datetime.timezone.utc
EPOCH = datetime.datetime(1970, 1, 1, tzinfo=UTC)
LAST = datetime.datetime(2100, 12, 31, 23, 59, 59, tzinfo=UTC)
SECOND = datetime.timedelta(seconds=1)
HOUR = datetime.timedelta(hours=1)
DAY = datetime.timedelta(days=1)
US = datetime.timedelta(microseconds=1)

# Summer time of half an hour, by the Islamic calendar, negative, ending at midnight; a whole day
# left out, a day lived twice; offsets that are no whole minutes.
REMARKABLE = (
    "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Africa/Casablanca",
    "Europe/Dublin", "America/Sao_Paulo", "Pacific/Apia", "Pacific/Kwajalein", "Africa/Monrovia",
    "Asia/Kathmandu", "America/Nuuk", "Africa/Cairo", "Asia/Gaza", "UTC", "Asia/Manila",
)
ZONES = 90  # at most
CASES_OF_A_ZONE = 200  # at least


class Zone:
    def __init__(self, name):
        self.name = name
        self.zone = zoneinfo.ZoneInfo(name)
        self.changes = list(self._find_changes())

    def offset(self, instant):
        return min(max(instant, EPOCH), LAST).astimezone(self.zone).utcoffset()

    def local(self, instant):
        """The time on the wall, as a date and time without a zone."""
        return instant.replace(tzinfo=None) + self.offset(instant)

    def first_change(self, early, late):
        """The first second after which the offset is no longer that of `early`."""
        before = self.offset(early)
        while late - early > SECOND:
            middle = early + (late - early) // SECOND // 2 * SECOND
            if self.offset(middle) == before:
                early = middle
            else:
                late = middle
        return late

    def _find_changes(self):
        early = EPOCH
        while early < LAST:
            late = min(early + 20 * DAY, LAST)
            if self.offset(early) != self.offset(late):
                yield self.first_change(early, late)
            early = late

    def instant(self, local):
        guess = local.replace(tzinfo=UTC)
        offsets = {self.offset(guess + hours * HOUR) for hours in range(-16, 17)}
        found = [guess - offset for offset in offsets if self.offset(guess - offset) == offset]
        if found:
            return min(found)
        early, late = guess - max(offsets), guess - min(offsets)
        return self.first_change(early.replace(microsecond=0), late.replace(microsecond=0) + SECOND)


def us_of(instant):
    return str((instant - EPOCH) // US)


def some_instant(random_, zone):
    """Often near a change of the offset, sometimes beyond the years that are compiled in."""
    kind = random_.random()
    if zone.changes and kind < 0.5:
        near = random_.choice(zone.changes) + random_.randint(-3 * 86_400, 3 * 86_400) * SECOND
    elif zone.changes and kind < 0.6:
        near = random_.choice(zone.changes) + random_.randint(-2, 2) * random_.choice((US, SECOND, HOUR))
    elif kind < 0.95:
        near = EPOCH + random_.randrange(130 * 365 * 86_400) * SECOND
    else:
        near = EPOCH + random_.randint(-70 * 365 * 86_400, 230 * 365 * 86_400) * SECOND
    return near + random_.choice((0, 0, random_.randrange(10**6))) * US


def day_line(random_, zone):
    instant = some_instant(random_, zone)
    if random_.random() < 0.5:  # midnight decides about the day
        instant = zone.instant(datetime.datetime.combine(zone.local(instant), datetime.time()))
        instant += random_.randint(-1, 1) * US
    return {
        "us": us_of(instant),
        "offset": int(zone.offset(instant).total_seconds()),
        "date": zone.local(instant).date().isoformat(),
    }


def start_line(random_, zone):
    day = zone.local(some_instant(random_, zone)).date()
    start = zone.instant(datetime.datetime.combine(day, datetime.time()))
    return {"start_of": day.isoformat(), "us": us_of(start)}


def move_line(random_, zone):
    months = random_.choice((0, 0, random_.randint(0, 36)))
    days = random_.choice((0, 1, random_.randint(0, 400)))
    us = random_.choice((0, 0, random_.randint(0, 400 * 3600) * 10**6))
    by = relativedelta(months=months, days=days)
    instant = some_instant(random_, zone)
    if zone.changes and random_.random() < 0.6:  # arrive near a change rather than leave from one
        around = zone.local(random_.choice(zone.changes)) + random_.randint(-7200, 7200) * SECOND
        instant = zone.instant(around - by)
    moved = instant if months == days == 0 else zone.instant(zone.local(instant) + by)
    return {
        "us": us_of(instant),
        "months": months,
        "days": days,
        "exact_us": str(us),
        "plus": us_of(moved + us * US),
    }


LINES = (day_line, start_line, move_line, move_line)


def main(seed, count):
    random_ = random.Random(seed)
    known = sorted(zoneinfo.available_timezones() - {"localtime", "Factory"})
    missing = [name for name in REMARKABLE if name not in known]
    if missing:
        sys.exit(f"zone_cases.py: needs the package tzdata; it has no {', '.join(missing)}")
    others = min(ZONES, count // CASES_OF_A_ZONE) - len(REMARKABLE)
    names = list(REMARKABLE) + random_.sample(known, others)
    of_each = -(-count // len(names))
    for name in names:
        zone = Zone(name)
        print(json.dumps({"zone": name}))
        for number in range(of_each):
            print(json.dumps(LINES[number % len(LINES)](random_, zone), separators=(",", ":")))


main(int(sys.argv[1]), int(sys.argv[2]))
