"""Writes Easter Sunday of every year by dateutil, one JSON object a line. Arguments are not read."""
import datetime
import json
import sys

try:
    from dateutil.easter import easter
except ImportError:
    sys.exit("easter_cases.py: needs the package python3-dateutil (./dev test installs it)")

for year in range(datetime.MINYEAR, datetime.MAXYEAR + 1):
    print(json.dumps({"year": year, "holidays": [easter(year).isoformat()]}))
