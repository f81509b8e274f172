"""Reads the dashboard: what it asks of Prometheus, and whether kald exports it.

  board.py names METRICS.md   every metric the dashboard asks for stands in that page
  board.py rules              its questions as recording rules, for promtool check rules
  board.py ask URL            asks each of a running Prometheus, and says which are refused or have no answer
"""

import json
import pathlib
import re
import sys
import urllib.error
import urllib.parse
import urllib.request

BOARD = pathlib.Path(__file__).with_name("kald.json")
VARIABLES = {
    "$__rate_interval": "1m",
    "$__interval": "1m",
    "$job": ".*",
    "$instance": ".*",
    "$service": ".*",
}
SUFFIXES = re.compile("_(bucket|sum|count)$")


def questions():
    """Every expression of the dashboard, with the title it stands under."""
    board = json.loads(BOARD.read_text())
    for panel in board["panels"]:
        for target in panel.get("targets", []):
            yield panel["title"], plain(target["expr"])
    for note in board["annotations"]["list"]:
        yield note["name"], plain(note["expr"])


def plain(expression):
    for variable, value in VARIABLES.items():
        expression = expression.replace(variable, value)
    return expression


def unknown_names(page):
    known = set(re.findall(r"`((?:kald|process)_[a-z_]+)`", pathlib.Path(page).read_text()))
    for title, expression in questions():
        names = re.findall(r"\b(?:kald|process)_[a-z_]+", expression)
        if not names:
            yield f"{title}: asks for nothing of kald: {expression}"
        for name in names:
            if name not in known and SUFFIXES.sub("", name) not in known:
                yield f"{title}: {name} is not in {page}"


def rules():
    listed = [
        {"record": f"board:question{number}", "expr": expression}
        for number, (_, expression) in enumerate(questions())
    ]
    return json.dumps({"groups": [{"name": "board", "rules": listed}]}, indent=1)


def refused(url):
    for title, expression in questions():
        address = f"{url}/api/v1/query?" + urllib.parse.urlencode({"query": expression})
        try:
            with urllib.request.urlopen(address, timeout=10) as reply:
                answer = json.load(reply)
        except urllib.error.HTTPError as e:
            yield f"{title}: refused: {e.read().decode()}: {expression}"
            continue
        if not answer["data"]["result"]:
            print(f"no data now: {title}: {expression}", file=sys.stderr)


def main(words):
    if words == ["rules"]:
        print(rules())
        return 0
    if len(words) == 2 and words[0] in ("names", "ask"):
        problems = list(unknown_names(words[1]) if words[0] == "names" else refused(words[1]))
        print("\n".join(problems))
        return 1 if problems else 0
    print(__doc__, file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
