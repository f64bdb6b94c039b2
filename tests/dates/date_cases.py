"""Writes random questions about dates with their answers, one JSON object a line.

    date_cases.py SEED COUNT

Answers come from Python's datetime and from dateutil.relativedelta.
"""
import datetime
import json
import random
import re
import sys

try:
    from dateutil.relativedelta import relativedelta
except ImportError:
    sys.exit("date_cases.py: needs the package python3-dateutil (./dev test installs it)")

DAY = datetime.timedelta(days=1)
EPOCH = datetime.date(1970, 1, 1)
DAYS = (datetime.date.max - datetime.date.min).days + 1
DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
INSTANT = re.compile(r"(\d{4}-\d{2}-\d{2})T(\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,6}))?Z", re.ASCII)

PERIOD = re.compile(
    r"P(?=[0-9]|T[0-9])(?:(\d{1,9})Y)?(?:(\d{1,9})M)?(?:(\d{1,9})W)?(?:(\d{1,9})D)?"
    r"(?:T(?=[0-9])(?:(\d{1,9})H)?(?:(\d{1,9})M)?(?:(\d{1,9})S)?)?",
    re.ASCII,
)
PERIOD_LIMIT = 120_000  # years, weeks or hours


def text_of(day):
    return day and day.isoformat()


def moved(day, **by):
    """None where the calendar ends."""
    try:
        return day + relativedelta(**by)
    except (ValueError, OverflowError):
        return None


def some_date(random_):
    kind = random_.randrange(10)
    if kind == 0:  # a leap day
        while True:
            year = random_.randint(1, 9999)
            if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0):
                return datetime.date(year, 2, 29)
    if kind == 1:  # about the end of a month
        first = datetime.date(random_.randint(1, 9998), random_.randint(1, 12), 1)
        return first + random_.choice((0, 27, 28, 29, 30)) * DAY
    if kind == 2:  # near an end of the calendar
        days = random_.randint(0, 1500)
        return datetime.date.min + days * DAY if days % 2 else datetime.date.max - days * DAY
    if kind < 7:
        return datetime.date(1950, 1, 1) + random_.randint(0, 150 * 365) * DAY
    return datetime.date.min + random_.randrange(DAYS) * DAY


def some_count(random_, largest):
    return random_.choice((0, 1, random_.randint(0, 40), random_.randint(0, largest)))


def day_line(random_):
    day, other = some_date(random_), some_date(random_)
    return {
        "date": text_of(day),
        "days": (day - EPOCH).days,
        "civil": [day.year, day.month, day.day],
        "weekday": day.weekday(),
        "to": text_of(other),
        "difference": (other - day).days,
    }


def move_line(random_):
    day = some_date(random_)
    months, days = some_count(random_, 30_000), some_count(random_, 900_000)
    return {
        "date": text_of(day),
        "months": months,
        "days": days,
        "plus": text_of(moved(day, months=months, days=days)),
        "minus": text_of(moved(day, months=-months, days=-days)),
    }


def anniversary_line(random_):
    """The yearly and the quarterly returns of a first date, each counted from that date."""
    day = some_date(random_)
    number = random_.randint(0, 60)
    return {
        "first": text_of(day),
        "number": number,
        "year": text_of(moved(day, years=number)),
        "quarter": text_of(moved(day, months=3 * number)),
    }


def damaged(random_, text):
    at = random_.randrange(len(text))
    kind = random_.randrange(4)
    if kind == 0:
        return text[:at] + text[at + 1 :]
    if kind == 1:
        return text[:at] + random_.choice("0123456789-T:.Z +x") + text[at:]
    return text[:at] + random_.choice("0123456789") + text[at + 1 :]


def read_date(text):
    if not DATE.fullmatch(text):
        return None
    try:
        return datetime.date(int(text[:4]), int(text[5:7]), int(text[8:]))
    except ValueError:
        return None


def read_instant(text):
    found = INSTANT.fullmatch(text)
    day = found and read_date(found[1])
    if not day:
        return None
    hour, minute, second = int(found[2]), int(found[3]), int(found[4])
    us = int((found[5] or "").ljust(6, "0"))
    try:
        return datetime.datetime(day.year, day.month, day.day, hour, minute, second, us)
    except ValueError:
        return None


def date_text_line(random_):
    text = text_of(some_date(random_))
    if random_.random() < 0.6:
        text = damaged(random_, text)
    day = read_date(text)
    return {"date_text": text, "days": None if day is None else (day - EPOCH).days}


def instant_text_line(random_):
    time = datetime.datetime.combine(
        some_date(random_),
        datetime.time(random_.randrange(24), random_.randrange(60), random_.randrange(60)),
    ) + datetime.timedelta(microseconds=random_.choice((0, 1, 999_999, random_.randrange(10**6))))
    text = time.isoformat(timespec="microseconds")
    text = random_.choice((text, text[:-2], text[:-6] + "0", text[:-7])) + "Z"
    if random_.random() < 0.5:
        text = damaged(random_, text)
    read = read_instant(text)
    if read is None:
        return {"instant_text": text, "us": None}
    us = (read - datetime.datetime(1970, 1, 1)) // datetime.timedelta(microseconds=1)
    return {
        "instant_text": text,
        "us": str(us),
        "written": read.isoformat(timespec="microseconds") + "Z",
    }


def read_period(text):
    found = PERIOD.fullmatch(text)
    if not found:
        return None
    year, month, week, day, hour, minute, second = (int(count or 0) for count in found.groups())
    months, days, seconds = 12 * year + month, 7 * week + day, 3600 * hour + 60 * minute + second
    limits = 12 * PERIOD_LIMIT, 7 * PERIOD_LIMIT, 3600 * PERIOD_LIMIT
    if any(value > limit for value, limit in zip((months, days, seconds), limits)):
        return None
    return [months, days, seconds * 10**6]


def period_text_line(random_):
    count = lambda: random_.choice((0, 1, random_.randint(0, 99), random_.randint(0, 240_000)))
    part = lambda units: "".join(f"{count()}{unit}" for unit in units if random_.random() < 0.4)
    text = "P" + part("YMWD") + random_.choice(("", "T" + part("HMS")))
    if random_.random() < 0.3:
        at = random_.randrange(len(text) + 1)
        text = text[:at] + random_.choice("PTYMWDHS019-.+ ") + text[at:]
    return {"period_text": text, "period": read_period(text)}


LINES = (day_line, move_line, move_line, anniversary_line, date_text_line, instant_text_line,
         period_text_line)


def main(seed, count):
    random_ = random.Random(seed)
    for number in range(count):
        print(json.dumps(LINES[number % len(LINES)](random_), separators=(",", ":")))


main(int(sys.argv[1]), int(sys.argv[2]))
