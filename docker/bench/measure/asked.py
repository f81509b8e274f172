"""What is asked for on a command line."""

import argparse
import re


def seconds(text):
    told = re.fullmatch(r"(\d+)(s|m|h)", text)
    if not told:
        raise argparse.ArgumentTypeError(f"{text} (expected: a time such as 90s, 20m)")
    return int(told.group(1)) * {"s": 1, "m": 60, "h": 3600}[told.group(2)]
