package io.kald.agent.trace;

import java.util.Locale;

/**
 * A connection as one line names it; each part may be missing.
 *
 * @param handle TCPPid or TCPHandle in one form for all lines of a file; or empty
 * @param ip of the phone, or empty
 * @param port of the phone, or 0
 */
record TraceLink(String handle, String ip, int port) {
  /** Of {@code 1.100.9.2742}. */
  static String pid(String text) {
    return "p" + text.replace(" ", "");
  }

  /** Of {@code 0x4fbbc30}, {@code 4fbbc30} or {@code 000000004}. */
  static String tcpHandle(String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    String digits = lower.startsWith("0x") ? lower.substring(2) : lower;
    int first = 0;
    while (first < digits.length() - 1 && digits.charAt(first) == '0') {
      first++;
    }
    return "h" + digits.substring(first);
  }

  static TraceLink ofHandle(String text) {
    return new TraceLink(tcpHandle(text), "", 0);
  }
}
