#!/usr/bin/env python3
"""Write the illustrative plan: a partition into zones, constraints laid over it, and an adjustment.

Everything it draws is invented. Of Hà Nội it knows where the former communes and the new
commune seats lie (data/commune), nothing else: a real cluster must never be judged by an
invented zone, so the register is not read here.

    python3 data/demo/generate.py           write the files beside this script
    python3 data/demo/generate.py --check   fail if the committed files differ
"""

import argparse
import csv
import io
import pathlib
import random
import sys

# Nothing but data is left in a folder of data.
sys.dont_write_bytecode = True

from adjustment import adjusted_constraints, adjusted_zones  # noqa: E402
from constraints import constraints  # noqa: E402
from grid import SEED, lines  # noqa: E402
from zones import CLASSES, zones  # noqa: E402

HERE = pathlib.Path(__file__).resolve().parent

PLAN = """\
# Written by data/demo/generate.py. Invented: no plan of Hà Nội looks like this.
slug = "demo"
title_vi = "Quy hoạch minh hoạ (hư cấu, không có giá trị pháp lý)"
title_en = "Illustrative plan (invented, no legal value)"
level = "province"
law_status = "in_force"
synthetic = true
boundary_certainty = "indicative"
source_id = "demo-plan"
valid_from = "2025-07-01"
# The decision whose real geometry is to replace this plan by import.
stands_in_for = "qd-1569-2024"
"""

ADJUSTED = """\
# Written by data/demo/generate.py. Invented: nobody adjusts any plan of Hà Nội like this.
slug = "demo"
title_vi = "Điều chỉnh quy hoạch minh hoạ (hư cấu, không có giá trị pháp lý)"
title_en = "Adjusted illustrative plan (invented, no legal value)"
level = "province"
law_status = "pending_without_advance_effect"
synthetic = true
boundary_certainty = "indicative"
source_id = "demo-plan"
valid_from = "2027-01-01"
note_vi = "Điều chỉnh hư cấu, để so sánh hai phiên bản của một quy hoạch."
note_en = "An invented adjustment, to compare two versions of one plan."
"""


def class_table():
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["id", "title_vi", "title_en", "permission", "article", "synthetic"])
    writer.writerows([*row[:5], "true"] for row in CLASSES)
    return text.getvalue()


def files():
    """Name → text of all that is committed. Each file draws from a seed of its own."""
    return {
        "plan.toml": PLAN,
        "classes.csv": class_table(),
        "zones.geojsonl": lines(zones(random.Random(SEED))),
        "constraints.geojsonl": lines(constraints(random.Random(SEED + 1))),
        "plan_adjusted.toml": ADJUSTED,
        "adjusted_zones.geojsonl": lines(adjusted_zones(random.Random(SEED + 2))),
        "adjusted_constraints.geojsonl": lines(adjusted_constraints(random.Random(SEED + 3))),
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true",
                        help="compare with the committed files, write nothing")
    check = parser.parse_args().check
    stale = []
    for name, text in files().items():
        path = HERE / name
        if not check:
            path.write_text(text, encoding="utf-8", newline="\n")
        elif not path.is_file() or path.read_bytes() != text.encode("utf-8"):
            stale.append(name)
    if stale:
        names = ", ".join(stale)
        sys.exit(f"not what generate.py writes: {names}; run python3 data/demo/generate.py")


if __name__ == "__main__":
    main()
