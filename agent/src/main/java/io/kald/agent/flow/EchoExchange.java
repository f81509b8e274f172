package io.kald.agent.flow;

import org.jspecify.annotations.Nullable;

/**
 * One ICMP or ICMPv6 echo request and what came of it.
 *
 * @param source numeric address of who asked
 * @param target numeric address of who was asked
 * @param reply the first reply; null when none was seen
 * @param duplicates further replies
 */
public record EchoExchange(
    String source,
    String target,
    int identifier,
    int sequence,
    @Nullable Moment request,
    @Nullable Moment reply,
    int duplicates,
    @Nullable Rejection rejection) {

  /** From request to reply in nanoseconds, or -1. */
  public long rttNanos() {
    return request == null || reply == null ? -1 : reply.atNanos() - request.atNanos();
  }
}
