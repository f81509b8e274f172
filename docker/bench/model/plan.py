"""What happens when: configurations, faults of servers and stops of kald, random, from a seed alone."""

import dataclasses
import random
import typing

from model.settings import Config, Probe, Rule, Stream

# What a server does. slow: the first SYN of each connection is lost, so that an answer takes a second.
ANSWER, RESET, REFUSE, FULL, DROP, PROHIBIT, SLOW = "answer", "reset", "refuse", "full", "drop", "prohibit", "slow"
TCP_WAYS = (ANSWER,) * 6 + (REFUSE,) * 4 + (RESET, RESET, FULL, DROP, PROHIBIT, SLOW)
ICMP_WAYS = (ANSWER,) * 3 + (DROP,) * 2 + (PROHIBIT,)
CLOSES = ("rst", "fin", "half-open")

OWN_STREAMS, NAMED_STREAMS, MOST_FOLLOWERS = 240, 50, 4
# Of a hundred keepalives those that a reload changes in no way, in one, in two.
OWN_CHANGES, NAMED_CHANGES = (82, 13, 5), (45, 40, 15)
STEP = 0.25
FIRST_RELOAD = 6.0
QUIET_AT_END = 1.5


@dataclasses.dataclass(frozen=True)
class Step:
    """At so many seconds. ways: (target, what it does from now on). config: the one to reload, by HTTP or SIGHUP.
    stop: seconds kald is stopped. Exactly one of them."""

    at: float
    ways: typing.Tuple[typing.Tuple[str, str], ...] = ()
    config: typing.Optional[Config] = None
    by_signal: bool = False
    stop: float = 0.0


class Plan:
    """targets: {host: kind}; ways: what each does at first; config: what kald starts with; steps in order."""

    def __init__(self, seed, seconds, share=1.0):
        self._random = random.Random(seed)
        self._own, self._named = max(4, int(OWN_STREAMS * share)), max(2, int(NAMED_STREAMS * share))
        count = self._own + self._named + max(4, self._own // 3)
        self.targets = {_host(i): "icmp" if i % 6 == 5 else "tcp" for i in range(count)}
        self.ways = {host: ANSWER if i % 3 else REFUSE if kind == "tcp" else DROP
                     for i, (host, kind) in enumerate(self.targets.items())}  # fmt: skip
        self._number = 0
        streams = [self._own_stream() for _ in range(self._own)] + [self._named_stream() for _ in range(self._named)]
        self.config = Config(streams)
        self.steps = sorted(self._steps(seconds), key=lambda step: step.at)

    # --- configurations

    def _name(self, word):
        self._number += 1
        return f"{word}-{self._number:04d}"

    def rule(self):
        chance = self._random
        frequency = chance.choice((chance.randrange(20, 101) * 10, chance.randrange(300, 2000), 2000, 2500, 3000))
        retry = chance.choice((chance.randrange(20, 101) * 10, chance.randrange(200, 1500), 1500, frequency, 2000))
        maxfailure = chance.choice((1, 2, 2, 3, 3, 3, 4, 5, 10))
        timeout = chance.choice((None, None, None, frequency, chance.randrange(50, frequency + 1)))
        return Rule(frequency, maxfailure, retry, timeout, chance.random() < 0.2)

    def probe(self, besides=""):
        host = self._random.choice([h for h in self.targets if h != besides])
        kind = self.targets[host]
        if kind == "icmp":
            return Probe(kind, host, cannot=self._cannot(kind))
        one_syn, reset_fails = self._random.random() < 0.1, self._random.random() < 0.3
        return Probe(kind, host, self._random.choice(CLOSES), one_syn, reset_fails, self._cannot(kind))

    def _cannot(self, kind):
        chance = self._random.random()
        if chance < 0.04:
            return "source: 192.0.2.77"
        if chance < 0.08 and kind == "tcp":
            first = self._random.randrange(20000, 29000, 2)
            return f"source-ports: {first}-{first + 1}"
        return ""

    def _own_stream(self):
        name = self._name("own")
        suspended = self._random.random() < 0.05
        return Stream(name, False, self.probe(), self.rule(), ((name, suspended),))

    def _named_stream(self):
        followers = tuple(self._follower() for _ in range(self._random.randint(1, MOST_FOLLOWERS)))
        return Stream(self._name("shared"), True, self.probe(), self.rule(), followers)

    def _follower(self):
        return self._name("svc"), self._random.random() < 0.3

    def changed(self, config):
        """Another configuration: most streams as they were."""
        chance, streams = self._random, []
        for stream in config.streams.values():
            how_many = chance.choices((0, 1, 2), NAMED_CHANGES if stream.named else OWN_CHANGES)[0]
            for change in chance.sample(_CHANGES, how_many):
                stream = change(self, stream) if stream else stream
            if stream:
                streams.append(stream)
        named = sum(stream.named for stream in streams)
        streams += [self._own_stream() for _ in range(self._own - len(streams) + named)]
        streams += [self._named_stream() for _ in range(self._named - named)]
        return Config(self._moved(streams))

    def _another_rule(self, stream):
        new, keys = self.rule(), [field.name for field in dataclasses.fields(Rule)]
        some = {key: getattr(new, key) for key in self._random.sample(keys, self._random.randint(1, len(keys)))}
        rule = dataclasses.replace(stream.rule, **some)
        if rule.timeout_ms is not None and rule.timeout_ms > rule.frequency_ms:
            rule = dataclasses.replace(rule, timeout_ms=rule.frequency_ms)
        return dataclasses.replace(stream, rule=rule)

    def _maxfailure_only(self, stream):
        rule = dataclasses.replace(stream.rule, maxfailure=self._random.randint(1, 5))
        return dataclasses.replace(stream, rule=rule)

    def _another_probe(self, stream):
        return dataclasses.replace(stream, probe=self.probe(stream.probe.host))

    def _another_close(self, stream):
        if stream.probe.kind != "tcp":
            return stream
        close = self._random.choice([word for word in CLOSES if word != stream.probe.close])
        return dataclasses.replace(stream, probe=dataclasses.replace(stream.probe, close=close))

    def _suspensions(self, stream):
        one = self._random.randrange(len(stream.followers))
        swapped = tuple((s, off != (i == one)) for i, (s, off) in enumerate(stream.followers))
        return dataclasses.replace(stream, followers=swapped)

    def _all_suspended(self, stream):
        off = stream.runs()
        return dataclasses.replace(stream, followers=tuple((s, off) for s, _ in stream.followers))

    def _other_followers(self, stream):
        if not stream.named:
            return stream
        kept = stream.followers[1:] if len(stream.followers) > 1 and self._random.random() < 0.5 else stream.followers
        added = () if len(kept) >= MOST_FOLLOWERS else (self._follower(),)
        return dataclasses.replace(stream, followers=kept + added)

    def _renamed(self, stream):
        name = self._name(stream.name.split("-")[0])
        followers = stream.followers if stream.named else ((name, stream.followers[0][1]),)
        return dataclasses.replace(stream, name=name, followers=followers)

    def _left_out(self, stream):
        return None

    def _moved(self, streams):
        """Sometimes a service that had a keepalive of its own follows a named one instead."""
        own, named = [s for s in streams if not s.named], [s for s in streams if s.named]
        if len(own) < 4 or not named or self._random.random() < 0.6:
            return streams
        mover, host = self._random.choice(own), self._random.choice(named)
        joined = dataclasses.replace(host, followers=host.followers + mover.followers)
        return [joined if s is host else s for s in streams if s is not mover]

    # --- steps

    def _steps(self, seconds):
        yield from self._changes_of_servers(seconds)
        yield from self._reloads(seconds)
        yield from self._stops(seconds)

    def _changes_of_servers(self, seconds):
        chance, at = self._random, 1.0
        while at < seconds - QUIET_AT_END:
            some = {h: k for h, k in self.targets.items() if chance.random() < 0.06}
            yield Step(at, tuple((h, chance.choice(TCP_WAYS if k == "tcp" else ICMP_WAYS)) for h, k in some.items()))
            at += STEP

    def _reloads(self, seconds):
        at, config = FIRST_RELOAD, self.config
        while at < seconds - QUIET_AT_END:
            config = self.changed(config)
            yield Step(at, config=config, by_signal=self._random.random() < 0.2)
            at += self._random.uniform(2.0, 5.0)

    def _stops(self, seconds):
        at = FIRST_RELOAD + self._random.uniform(2, 6)
        while at < seconds - 3 * QUIET_AT_END:
            yield Step(at, stop=self._random.choice((0.05, 0.3, 0.7, 1.3, 2.1, 3.4)))
            at += self._random.uniform(4, 12)


_CHANGES = (
    Plan._another_rule, Plan._another_rule, Plan._maxfailure_only, Plan._another_probe, Plan._another_close,
    Plan._suspensions, Plan._suspensions, Plan._suspensions, Plan._all_suspended, Plan._other_followers, Plan._renamed,
    Plan._left_out,
)  # fmt: skip


def _host(i):
    return f"127.1.{i // 250}.{i % 250 + 1}"
