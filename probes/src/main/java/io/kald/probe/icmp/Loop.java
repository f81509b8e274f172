package io.kald.probe.icmp;

import io.kald.probe.host.EgressCheck;
import io.kald.probe.net.OwnAddresses;
import io.kald.probe.time.NanoClock;
import io.kald.probe.time.WallClock;
import io.netty.channel.IoEventLoop;

/** What everything of one loop shares. */
record Loop(
    IoEventLoop events,
    NanoClock clock,
    WallClock wallClock,
    IcmpCounters counters,
    ProberTable table,
    Deliveries deliveries,
    OwnAddresses ownAddresses,
    EgressCheck egress) {}
