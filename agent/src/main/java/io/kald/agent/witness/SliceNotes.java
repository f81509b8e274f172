package io.kald.agent.witness;

import io.kald.agent.flow.EchoExchange;
import io.kald.agent.flow.FlowListener;
import io.kald.agent.flow.FlowOptions;
import io.kald.agent.flow.FlowTable;
import io.kald.agent.flow.Moment;
import io.kald.agent.flow.Rejection;
import io.kald.agent.flow.SccpSeen;
import io.kald.agent.flow.TcpExchange;
import io.kald.agent.flow.TcpExchange.Close;
import io.kald.agent.pcap.CaptureInterface;
import io.kald.agent.pcap.PacketDecoder;
import io.kald.probe.IcmpErrors;
import io.kald.sccp.KeepAlive;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is to be said of which packet of a slice: each probe at its beginning, and the change. */
final class SliceNotes implements FlowListener {
  private static final double MILLI = 1e6;

  // state
  private final Map<Long, List<String>> notes = new HashMap<>();

  private SliceNotes() {}

  /** Comments by the number of the packet, from 1. */
  static Map<Long, List<String>> of(Slice slice, List<CaptureInterface> interfaces) {
    SliceNotes made = new SliceNotes();
    List<PacketDecoder> decoders = new ArrayList<>();
    for (CaptureInterface at : interfaces) {
      decoders.add(new PacketDecoder(at, decoders.size(), interfaces.size() > 1));
    }
    Set<Integer> nodes = slice.sccp() ? slice.ports() : Set.of();
    FlowTable flows =
        new FlowTable(FlowOptions.USUAL.withEntries(1 << 12).withSccpPorts(nodes), made);
    long frame = 0;
    long change = 1;
    for (Slice.Found found : slice.packets()) {
      RawPacket raw = found.raw();
      frame++;
      change = raw.atNanos() <= slice.atNanos() ? frame : change;
      flows.onPacket(
          decoders.get(found.place()).decode(frame, raw.atNanos(), raw.frame(), raw.wireLength()));
    }
    flows.finish();
    made.note(change, slice.service() + " " + slice.words());
    return made.notes;
  }

  @Override
  public void onTcp(TcpExchange seen) {
    Moment syn = seen.syn();
    if (syn == null) {
      return;
    }
    String rejected = rejected(seen.rejection());
    String came =
        seen.rttNanos() >= 0
            ? answered(seen.rttNanos())
            : seen.close() == Close.REFUSED ? "refused" : rejected;
    note(syn.frame(), "probe from port " + seen.client().port() + ": " + came);
    seen.synAgain().forEach(again -> note(again.frame(), "the same SYN again"));
  }

  @Override
  public void onEcho(EchoExchange seen) {
    Moment request = seen.request();
    if (request != null) {
      String came = seen.rttNanos() >= 0 ? answered(seen.rttNanos()) : rejected(seen.rejection());
      note(request.frame(), "echo " + seen.sequence() + ": " + came);
    }
  }

  @Override
  public void onSccp(SccpSeen seen) {
    // All others speak for themselves, a KeepAliveAck among them.
    if (seen.message() instanceof KeepAlive) {
      Moment by = seen.acknowledged();
      String came =
          by == null
              ? "TCP has no acknowledgement"
              : String.format(
                  Locale.ROOT,
                  "TCP's acknowledgement after %.3f ms",
                  (by.atNanos() - seen.seen().atNanos()) / MILLI);
      note(seen.seen().frame(), "KeepAlive from port " + seen.phone().port() + ": " + came);
    }
  }

  private static String answered(long nanos) {
    return String.format(Locale.ROOT, "answered after %.3f ms", nanos / MILLI);
  }

  private static String rejected(@Nullable Rejection rejection) {
    if (rejection == null) {
      return "no answer";
    }
    int type = rejection.type();
    int code = rejection.code();
    String reason = IcmpErrors.of(rejection.ipVersion()).reason(type, code).label();
    return reason + ", " + IcmpErrors.text(type, code, rejection.from());
  }

  private void note(long frame, String words) {
    notes.computeIfAbsent(frame, f -> new ArrayList<>(1)).add("kald: " + words);
  }
}
