"""Writes random questions about business days with their answers, one JSON object a line.

    calendar_cases.py SEED COUNT

Independent of the C++ sources: days are looked at one by one, recurrences come from dateutil.rrule
and Easter from dateutil.easter. Weekdays are numbered from Monday, 0.
"""
import bisect
import calendar
import datetime
import json
import random
import sys

try:
    from dateutil import easter, rrule
except ImportError:
    sys.exit("calendar_cases.py: needs the package python3-dateutil (./dev test installs it)")

DAY = datetime.timedelta(days=1)
FIRST_YEAR, LAST_YEAR = datetime.MINYEAR, datetime.MAXYEAR
WEEKDAYS = (rrule.MO, rrule.TU, rrule.WE, rrule.TH, rrule.FR, rrule.SA, rrule.SU)
OBSERVED = ("on_its_day", "nearest_weekday", "next_monday")
WEEKENDS = ([5, 6], [5, 6], [5, 6], [4, 5], [6], [], [6, 0], [0, 2, 4], [0, 1, 2, 3, 4, 5])
CASES_OF_A_CALENDAR = 2000


def days_of_rule(rule, years):
    """The days themselves, wherever they are kept."""
    first = max(years[0], rule["first"] or FIRST_YEAR)
    last = min(years[1], rule["last"] or LAST_YEAR)
    if first > last:
        return []
    if "easter" in rule:
        offset = datetime.timedelta(days=rule["easter"])
        return [easter.easter(year) + offset for year in range(first, last + 1)]
    narrowed = (
        {"bymonthday": rule["day"]}
        if "day" in rule
        else {"byweekday": WEEKDAYS[rule["weekday"]](rule["nth"])}
    )
    found = rrule.rrule(
        rrule.YEARLY,
        dtstart=datetime.datetime(first, 1, 1),
        until=datetime.datetime(last, 12, 31),
        bymonth=rule["month"],
        **narrowed,
    )
    return [moment.date() for moment in found]


def kept_on(day, observed, weekend):
    if day.weekday() not in weekend or observed == "on_its_day":
        return day
    try:
        if observed == "next_monday":
            while True:
                day += DAY
                if day.weekday() == 0:
                    return day
        near = [day + distance * DAY for distance in range(-6, 7)]
        free = [other for other in near if other.weekday() not in weekend]
        return min(free, key=lambda other: (abs(other - day), -other.toordinal()))
    except OverflowError:
        return None  # kept on a day that the calendar does not have


def random_rule(random_):
    rule = {"observed": random_.choice(OBSERVED), "first": None, "last": None}
    kind = random_.randrange(3)
    if kind == 0:
        rule["month"] = random_.choice((1, 2, 12, random_.randint(1, 12)))
        rule["day"] = random_.randint(1, calendar.monthrange(2000, rule["month"])[1])
    elif kind == 1:
        rule["month"] = random_.randint(1, 12)
        rule["weekday"] = random_.randrange(7)
        rule["nth"] = random_.choice((1, 2, 3, 4, 5, -1))
    else:
        rule["easter"] = random_.choice((-2, 0, 1, 39, 50, random_.randint(-80, 80)))
    return rule


def random_years(random_, rule, years):
    """Gives some rules a first or a last year near the years that are asked about."""
    near = lambda: min(max(random_.randint(years[0] - 2, years[1] + 2), FIRST_YEAR), LAST_YEAR)
    if random_.random() < 0.2:
        rule["first"] = near()
    if random_.random() < 0.2:
        rule["last"] = max(near(), rule["first"] or FIRST_YEAR)
    return rule


def random_window(random_, number):
    size = random_.randint(3, 40)
    if number % 6 == 0:
        return FIRST_YEAR, FIRST_YEAR + size
    if number % 6 == 1:
        return LAST_YEAR - size, LAST_YEAR
    span = (2, LAST_YEAR - size - 1) if number % 6 == 2 else (1900, 2100)
    first = random_.randint(*span)
    return first, first + size


class Calendar:
    def __init__(self, random_, number):
        self.years = random_window(random_, number)
        self.weekend = random_.choice(WEEKENDS)
        self.rules = [
            random_years(random_, random_rule(random_), self.years)
            for _ in range(random_.choice((0, 1, 4, 10, 15)))
        ]
        around = max(self.years[0] - 1, FIRST_YEAR), min(self.years[1] + 1, LAST_YEAR)
        self.holidays = {
            kept_on(day, rule["observed"], self.weekend)
            for rule in self.rules
            for day in days_of_rule(rule, around)
        }
        self.first = datetime.date(self.years[0], 1, 1)
        self.last = datetime.date(self.years[1], 12, 31)
        self.business_days = []
        self.business_days_before = [0]  # for each day from the first on, how many came before
        for i in range((self.last - self.first).days + 1):
            day = self.first + i * DAY
            if self.is_business_day(day):
                self.business_days.append(day)
            self.business_days_before.append(len(self.business_days))

    def is_business_day(self, day):
        return day.weekday() not in self.weekend and day not in self.holidays

    def plus(self, day, count):
        """The day, None where the range ends, or KeyError outside of the years looked at."""
        if count > 0:
            at = bisect.bisect_right(self.business_days, day) + count - 1
        else:
            at = bisect.bisect_left(self.business_days, day) + count
        if 0 <= at < len(self.business_days):
            return self.business_days[at]
        if (at < 0 and self.years[0] == FIRST_YEAR) or (at >= 0 and self.years[1] == LAST_YEAR):
            return None
        raise KeyError

    def between(self, day, to):
        before = self.business_days_before
        day_at, to_at = (day - self.first).days, (to - self.first).days
        if to < day:
            return before[to_at] - before[day_at]
        return before[to_at + 1] - before[day_at + 1]

    def some_day(self, random_):
        if self.holidays and random_.random() < 0.3:  # where it is interesting
            day = random_.choice(sorted(day for day in self.holidays if day))
            try:
                day += random_.randint(-2, 2) * DAY
            except OverflowError:
                pass
            return min(max(day, self.first), self.last)
        return self.first + random_.randrange((self.last - self.first).days + 1) * DAY


def write(line):
    print(json.dumps(line, separators=(",", ":")))


def write_calendar(asked):
    write({"calendar": {"weekend": asked.weekend, "rules": asked.rules}})
    for year in range(asked.years[0], asked.years[1] + 1):
        kept = sorted(day.isoformat() for day in asked.holidays if day and day.year == year)
        write({"year": year, "holidays": kept})


def write_case(random_, asked):
    day = asked.some_day(random_)
    while True:
        count = random_.choice((0, 1, -1, random_.randint(-30, 30), random_.randint(-3000, 3000)))
        try:
            plus = asked.plus(day, count)
            break
        except KeyError:
            pass
    to = asked.some_day(random_)
    write({
        "date": day.isoformat(),
        "is": asked.is_business_day(day),
        "count": count,
        "plus": plus and plus.isoformat(),
        "to": to.isoformat(),
        "between": asked.between(day, to),
    })


def main(seed, count):
    random_ = random.Random(seed)
    for number in range(-(-count // CASES_OF_A_CALENDAR)):
        asked = Calendar(random_, number)
        write_calendar(asked)
        for _ in range(CASES_OF_A_CALENDAR):
            write_case(random_, asked)


main(int(sys.argv[1]), int(sys.argv[2]))
