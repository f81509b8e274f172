package io.kald.agent.idle;

import java.util.Locale;

/** What is found, in plain words. */
final class Words {
  private static final double SECOND = 1e9;

  private Words() {}

  /** {@code 7.5 s}, {@code 2 min}. */
  static String span(long nanos) {
    double seconds = nanos / SECOND;
    return seconds >= 120 ? number(seconds / 60) + " min" : number(seconds) + " s";
  }

  private static String number(double value) {
    String text = String.format(Locale.ROOT, "%.1f", value);
    return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
  }

  /** What became of one connection. */
  static String fate(Held held) {
    return switch (held.fate()) {
      case KEPT -> "lives";
      case SILENT -> "dead: keepalives are answered by nothing";
      case RESET -> "dead: a keepalive is answered by RST";
      case UNREACHABLE -> "dead: " + held.detail();
      case RESET_UNASKED -> "RST came by itself after " + span(held.idleNanos());
      case CLOSED -> "the server closed it after " + span(held.idleNanos());
      case NOT_IDLE -> "never idle: " + held.detail();
      case NOT_CONNECTED -> "no connection: " + held.detail();
    };
  }

  /** The finding as a sentence or two. */
  static String finding(IdlePlan plan, Finding found) {
    String between =
        found.keptNanos() == 0
            ? "idle for " + span(found.deadNanos()) + " or less"
            : "idle for more than "
                + span(found.keptNanos())
                + ", at most "
                + span(found.deadNanos());
    return switch (found.fate()) {
      case KEPT -> "nothing dropped a connection that was idle for " + span(found.keptNanos());
      case SILENT ->
          "something on the path silently drops connections that are "
              + between
              + ": neither side learns of it before it sends";
      case RESET ->
          "connections that are "
              + between
              + " are answered by RST: something on the path, or the server, has forgotten them";
      case UNREACHABLE ->
          "connections that are " + between + " are not carried any more: " + found.detail();
      case RESET_UNASKED ->
          "after "
              + span(found.deadNanos())
              + " idle, RST comes by itself: from a box on the path"
              + " that tells both sides, or from the server";
      case CLOSED ->
          "the server, or a proxy in its place, closes idle connections after "
              + span(found.deadNanos())
              + " by FIN: that is no fault of the path";
      case NOT_IDLE -> "nothing can be said: " + found.detail();
      case NOT_CONNECTED ->
          "nothing can be said: no connection to " + plan.target() + ": " + found.detail();
    };
  }

  /** Whose default that is, or empty. */
  static String known(Finding found) {
    return switch (found.fate()) {
      case SILENT, RESET, UNREACHABLE ->
          found.keptNanos() == 0 ? "" : Defaults.path(found.keptNanos(), found.deadNanos());
      case RESET_UNASKED -> Defaults.path(found.deadNanos() - 1, found.deadNanos());
      case CLOSED -> Defaults.server(found.deadNanos());
      case KEPT, NOT_IDLE, NOT_CONNECTED -> "";
    };
  }
}
