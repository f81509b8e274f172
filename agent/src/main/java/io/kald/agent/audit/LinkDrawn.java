package io.kald.agent.audit;

import io.kald.agent.flow.Moment;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A phone's link as a picture needs it.
 *
 * @param phone the phone's address
 * @param node the node's address and port
 * @param spans from when to when it was registered over, dates in nanoseconds since 1970
 * @param firstNanos the first message seen on it
 * @param lastNanos its FIN or RST, or the last thing seen on it
 * @param words what was said besides KeepAlives, and who closed it
 * @param keepAlives in the order in which they left
 */
public record LinkDrawn(
    String phone,
    String node,
    List<Span> spans,
    long firstNanos,
    long lastNanos,
    List<Word> words,
    List<Sent> keepAlives) {
  /** Some time, from the first to the last nanosecond. */
  public record Span(long fromNanos, long toNanos) {}

  /** A message or an end, in a word or two. */
  public record Word(long atNanos, long frame, String text) {}

  /**
   * A KeepAlive.
   *
   * @param rttNanos to its KeepAliveAck, or -1
   * @param word {@code sccp-acked}, {@code tcp-acked-only} or {@code not-acked}
   */
  public record Sent(long atNanos, long frame, boolean active, long rttNanos, String word) {}

  static LinkDrawn of(SccpLink link) {
    Spans spans = new Spans();
    List<Word> words = new ArrayList<>();
    for (LinkEvent event : link.events()) {
      spans.take(event);
      if (!event.kind().beats()) {
        words.add(new Word(event.at().atNanos(), event.at().frame(), event.kind().text()));
      }
    }
    Moment closed = link.closed();
    if (closed != null) {
      String who = link.closedByNode() ? "closed by the node" : "closed by the phone";
      words.add(new Word(closed.atNanos(), closed.frame(), who));
    }
    long lastNanos = last(link, closed);
    return new LinkDrawn(
        link.phone().address(),
        link.node().toString(),
        spans.until(lastNanos),
        link.events().isEmpty() ? lastNanos : link.events().get(0).at().atNanos(),
        lastNanos,
        List.copyOf(words),
        link.beats().stream().map(LinkDrawn::sent).toList());
  }

  private static long last(SccpLink link, @Nullable Moment closed) {
    if (closed != null) {
      return closed.atNanos();
    }
    List<LinkEvent> events = link.events();
    return events.isEmpty() ? 0 : events.get(events.size() - 1).at().atNanos();
  }

  private static Sent sent(Beat beat) {
    String word =
        beat.acked() != null ? "sccp-acked" : beat.reached() ? "tcp-acked-only" : "not-acked";
    return new Sent(
        beat.sent().atNanos(), beat.sent().frame(), beat.active(), beat.rttNanos(), word);
  }

  /** From RegisterAck to Unregister, over and over. */
  private static final class Spans {
    private final List<Span> found = new ArrayList<>();
    private long sinceNanos = -1;

    void take(LinkEvent event) {
      long at = event.at().atNanos();
      if (event.kind() == LinkEvent.Kind.REGISTER_ACK && sinceNanos < 0) {
        sinceNanos = at;
      } else if (event.kind() == LinkEvent.Kind.UNREGISTER) {
        end(at);
      }
    }

    List<Span> until(long atNanos) {
      end(atNanos);
      return List.copyOf(found);
    }

    private void end(long atNanos) {
      if (sinceNanos >= 0) {
        found.add(new Span(sinceNanos, Math.max(sinceNanos, atNanos)));
        sinceNanos = -1;
      }
    }
  }
}
