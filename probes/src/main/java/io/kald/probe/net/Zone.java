package io.kald.probe.net;

import org.jspecify.annotations.Nullable;

/**
 * The interface that an IPv6 zone names, as in {@code fe80::1%eth0}. Its index changes when the
 * interface is deleted and made anew, or another one takes the name. Confined to one thread.
 */
public final class Zone {
  private final String name;
  private final OffHeap text;

  private Zone(String name) {
    this.name = name;
    this.text = OffHeap.ofString(name);
  }

  /**
   * The zone of a numeric address.
   *
   * @return null when the address has none, or one that is an index: that one stays
   */
  public static @Nullable Zone of(@Nullable String address) {
    int percent = address == null || !Libc.available() ? -1 : address.indexOf('%');
    if (address == null || percent < 0) {
      return null;
    }
    String name = address.substring(percent + 1);
    return name.chars().allMatch(Character::isDigit) ? null : new Zone(name);
  }

  /** The interface's name. */
  public String name() {
    return name;
  }

  /** The interface's index now, or 0: there is no interface of that name. */
  public int index() {
    return Libc.if_nametoindex(text.address());
  }
}
