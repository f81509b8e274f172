package io.kald.agent.idle;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** Idle timers that products have when nobody has changed them, as their makers document them. */
final class Defaults {
  private record Known(long seconds, String who) {}

  private static final List<Known> PATH =
      List.of(
          new Known(8, "Cisco CSS, HTTP"),
          new Known(16, "Cisco CSS, other ports than HTTP"),
          new Known(240, "Azure Load Balancer"),
          new Known(300, "Cisco ACE, HTTP and SSL"),
          new Known(350, "AWS Network Load Balancer and NAT gateway"),
          new Known(600, "Google Cloud's firewall"),
          new Known(3600, "Cisco CSM, ACE and ASA"),
          new Known(86_400, "NAT of Cisco IOS"),
          new Known(432_000, "Linux connection tracking"));

  private static final List<Known> SERVER =
      List.of(
          new Known(60, "nginx waiting for a request, AWS Classic and Application Load Balancer"),
          new Known(120, "sshd waiting for a login"));

  private static final long TOLERANCE = TimeUnit.SECONDS.toNanos(1);

  private Defaults() {}

  /** Whose timer lies between both times, or empty; the timer may run out a moment late. */
  static String path(long keptNanos, long deadNanos) {
    return among(PATH, keptNanos - TOLERANCE, deadNanos);
  }

  /** Who closes connections after that time, or empty. */
  static String server(long nanos) {
    return among(SERVER, nanos - TOLERANCE, nanos + TOLERANCE);
  }

  private static String among(List<Known> all, long over, long upTo) {
    return all.stream()
        .filter(one -> nanos(one) > over && nanos(one) <= upTo)
        .map(one -> one.who() + " (" + one.seconds() + " s)")
        .collect(Collectors.joining("; "));
  }

  private static long nanos(Known one) {
    return TimeUnit.SECONDS.toNanos(one.seconds());
  }
}
