package io.kald.agent.config;

import io.kald.schema.Chars;
import io.kald.schema.Numbers;

/** What a host may look like. Only the look: no name is ever looked up here. */
final class Hosts {
  private static final int MAX_NAME = 253;
  private static final int MAX_LABEL = 63;
  private static final int MAX_ZONE = 15;
  private static final int GROUPS = 8;

  private Hosts() {}

  static boolean isIpv4(String text) {
    int parts = 0;
    int at = 0;
    while (at <= text.length()) {
      int dot = text.indexOf('.', at);
      int end = dot < 0 ? text.length() : dot;
      if (!isOctet(text.substring(at, end))) {
        return false;
      }
      parts++;
      at = end + 1;
    }
    return parts == 4;
  }

  private static boolean isOctet(String text) {
    boolean leadingZero = text.length() > 1 && text.charAt(0) == '0';
    return text.length() <= 3 && !leadingZero && Numbers.read(text, 0, 255) != null;
  }

  /** RFC 4291 text, with {@code ::}, an IPv4 tail, and a zone as in {@code fe80::1%eth0}. */
  static boolean isIpv6(String text) {
    int percent = text.indexOf('%');
    if (percent >= 0) {
      return isDevice(text.substring(percent + 1)) && isBareIpv6(text.substring(0, percent));
    }
    return isBareIpv6(text);
  }

  private static boolean isBareIpv6(String text) {
    int gap = text.indexOf("::");
    if (gap < 0) {
      return groups(text, true) == GROUPS;
    }
    String before = text.substring(0, gap);
    String after = text.substring(gap + 2);
    int first = before.isEmpty() ? 0 : groups(before, false);
    int second = after.isEmpty() ? 0 : groups(after, true);
    return first >= 0 && second >= 0 && first + second < GROUPS;
  }

  /** How many 16-bit groups the text stands for, or -1. */
  private static int groups(String text, boolean mayEndInIpv4) {
    String[] parts = text.split(":", -1);
    int count = 0;
    for (int i = 0; i < parts.length; i++) {
      boolean last = i == parts.length - 1;
      if (last && mayEndInIpv4 && isIpv4(parts[i])) {
        count += 2;
      } else if (isGroup(parts[i])) {
        count++;
      } else {
        return -1;
      }
    }
    return count;
  }

  private static boolean isGroup(String text) {
    return !text.isEmpty() && text.length() <= 4 && Chars.all(text, Chars::hexDigit);
  }

  static boolean isAddress(String text) {
    return text.indexOf(':') >= 0 ? isIpv6(text) : isIpv4(text);
  }

  /** Labels of letters, digits, {@code -} and {@code _}; the last one not a number. */
  static boolean isName(String text) {
    String name = text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
    if (name.isEmpty() || name.length() > MAX_NAME) {
      return false;
    }
    String[] labels = name.split("\\.", -1);
    for (String label : labels) {
      if (label.isEmpty() || label.length() > MAX_LABEL || !isLabel(label)) {
        return false;
      }
    }
    return !isNumber(labels[labels.length - 1]);
  }

  /** Resolvers read {@code 0x7f000001} and {@code 127.0x1} as addresses. */
  private static boolean isNumber(String label) {
    boolean hex = label.length() >= 2 && label.charAt(0) == '0' && (label.charAt(1) | 0x20) == 'x';
    return hex ? Chars.all(label.substring(2), Chars::hexDigit) : Numbers.digits(label);
  }

  private static boolean isLabel(String label) {
    for (int i = 0; i < label.length(); i++) {
      char c = label.charAt(i);
      boolean edge = i == 0 || i == label.length() - 1;
      if (!Chars.word(c) && (c != '-' || edge)) {
        return false;
      }
    }
    return true;
  }

  static boolean isHost(String text) {
    return isAddress(text) || isName(text);
  }

  /** A name Linux accepts for a network interface. */
  static boolean isDevice(String text) {
    return !text.isEmpty()
        && text.length() <= MAX_ZONE
        && !text.equals(".")
        && !text.equals("..")
        && Chars.all(text, c -> c > ' ' && c < 127 && c != '/' && c != ':' && c != '%');
  }
}
