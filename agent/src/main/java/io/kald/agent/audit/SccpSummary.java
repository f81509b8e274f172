package io.kald.agent.audit;

import io.kald.agent.flow.Moment;
import io.kald.probe.PhoneDetection;
import io.kald.probe.phone.Detection;
import java.util.List;
import java.util.Locale;

/**
 * What a phone's link shows.
 *
 * @param device the name it registered by, or empty
 * @param keepAlives KeepAlives seen
 * @param answered how many had a KeepAliveAck
 * @param tcpOnly how many had TCP's acknowledgement alone
 * @param activeNanos interval while registered, or -1
 * @param standbyNanos interval while not registered, or -1
 * @param askedSeconds what the RegisterAck asked for, or 0
 * @param role {@code active}, {@code standby}, both, or {@code not registered} where no KeepAlive
 *     was seen either
 * @param detection {@code delayed}, {@code normal}, or empty: no KeepAlive was sent again often
 *     enough to tell, or as any TCP would
 * @param rttMedianNanos KeepAlive to KeepAliveAck, or -1
 * @param drawn for drawing
 */
public record SccpSummary(
    String link,
    String device,
    int keepAlives,
    int answered,
    int tcpOnly,
    long activeNanos,
    long standbyNanos,
    int askedSeconds,
    String role,
    String detection,
    long rttMedianNanos,
    LinkDrawn drawn) {
  private static final int FEWEST_AGAIN = 3;
  private static final double FIT = 0.15;

  /** Any TCP doubles its intervals, which says nothing about the phone. */
  private static final double TCP_RATIO = 2;

  private static final double TCP_FIT = 0.1;

  static SccpSummary of(SccpLink link) {
    List<Beat> beats = link.beats();
    long[] rtts = beats.stream().filter(b -> b.acked() != null).mapToLong(Beat::rttNanos).toArray();
    boolean active = beats.stream().anyMatch(Beat::active);
    boolean standby = beats.stream().anyMatch(b -> !b.active());
    return new SccpSummary(
        link.name(),
        link.device(),
        beats.size(),
        rtts.length,
        (int) beats.stream().filter(b -> b.acked() == null && b.tcpAcked() != null).count(),
        seen(link, true),
        seen(link, false),
        link.askedSeconds(),
        role(link, active, standby),
        detection(beats),
        rtts.length == 0 ? -1 : Gaps.rank(rtts, 0.5),
        LinkDrawn.of(link));
  }

  private static String role(SccpLink link, boolean active, boolean standby) {
    if (link.beats().isEmpty()) {
      boolean registered =
          link.events().stream().anyMatch(e -> e.kind() == LinkEvent.Kind.REGISTER_ACK);
      return registered ? "active" : "not registered";
    }
    return active && standby ? "active and standby" : active ? "active" : "standby";
  }

  private static long seen(SccpLink link, boolean active) {
    long interval = link.intervalNanos(active);
    return interval == 0 ? -1 : interval;
  }

  /** By the longest series of retransmissions: Delayed has a fixed list, Normal a ratio. */
  private static String detection(List<Beat> beats) {
    List<Moment> most = List.of();
    long sent = 0;
    for (Beat beat : beats) {
      if (beat.again().size() > most.size()) {
        most = beat.again();
        sent = beat.sent().atNanos();
      }
    }
    if (most.size() < FEWEST_AGAIN) {
      return "";
    }
    if (delayed(most, sent)) {
      return "delayed";
    }
    double ratio = ratio(most);
    return Math.abs(ratio - TCP_RATIO) <= TCP_RATIO * TCP_FIT
        ? ""
        : String.format(Locale.ROOT, "normal, each interval %.2f times the one before", ratio);
  }

  private static boolean delayed(List<Moment> again, long sent) {
    PhoneDetection asked = PhoneDetection.DEFAULT;
    long[] list =
        Detection.of(
                new PhoneDetection(
                    PhoneDetection.Kind.DELAYED, false, asked.geometric(), asked.missedAcks()))
            .instants(1);
    for (int i = 2; i < Math.min(again.size(), list.length); i++) {
      long after = again.get(i).atNanos() - sent;
      if (Math.abs(after - list[i]) > list[i] * FIT) {
        return false;
      }
    }
    return true;
  }

  private static double ratio(List<Moment> again) {
    int last = again.size() - 1;
    double first = again.get(1).atNanos() - again.get(0).atNanos();
    double end = again.get(last).atNanos() - again.get(last - 1).atNanos();
    return Math.pow(end / first, 1.0 / Math.max(1, last - 1));
  }
}
