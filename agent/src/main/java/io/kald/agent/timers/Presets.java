package io.kald.agent.timers;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Boxes as they come out of their cartons. */
public final class Presets {
  /** The unit of the CSS's {@code flow-timeout-multiplier}. */
  public static final long MULTIPLIER_NANOS = TimeUnit.SECONDS.toNanos(16);

  private static final int HTTP = 80;
  private static final int HTTPS = 443;
  private static final long CSM_CONNECTIONS = 1_000_000;

  private Presets() {}

  /**
   * Cisco CSS 11500: 16 s, HTTP 8 s. Idle flows stay in a pool and are re-used when their place is
   * wanted; no RST tells of it. A connection takes two flow control blocks, one for each direction.
   * How many there are depends on the memory, so no bound is known.
   */
  public static TimerRules css() {
    return new TimerRules(
        "css",
        MULTIPLIER_NANOS,
        MULTIPLIER_NANOS,
        0,
        false,
        true,
        List.of(new PortIdle(HTTP, HTTP, seconds(8))),
        0,
        2);
  }

  /** Cisco CSM: idle 3600 s, pending 30 s, 1,000,000 connections. */
  public static TimerRules csm() {
    return new TimerRules(
        "csm",
        seconds(3600),
        seconds(3600),
        seconds(30),
        false,
        false,
        List.of(),
        CSM_CONNECTIONS,
        1);
  }

  /**
   * Cisco ACE: TCP 3600 s, HTTP and SSL 300 s, UDP 120 s, and 5 s for a handshake ({@code set tcp
   * timeout embryonic}).
   */
  public static TimerRules ace() {
    return new TimerRules(
        "ace",
        seconds(3600),
        seconds(120),
        seconds(5),
        false,
        false,
        List.of(new PortIdle(HTTP, HTTP, seconds(300)), new PortIdle(HTTPS, HTTPS, seconds(300))),
        0,
        1);
  }

  /** The preset of that name: css, csm or ace. */
  public static Optional<TimerRules> named(String name) {
    return List.of(css(), csm(), ace()).stream().filter(box -> box.name().equals(name)).findFirst();
  }

  private static long seconds(long seconds) {
    return TimeUnit.SECONDS.toNanos(seconds);
  }
}
