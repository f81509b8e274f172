package io.kald.agent.config;

import org.jspecify.annotations.Nullable;

/**
 * One key of a section: the only place that knows its name, type, range and default. Two keys are
 * equal when they are the same object, for sections share them.
 */
final class Key<T> {
  enum Presence {
    DEFAULT,
    OPTIONAL,
    REQUIRED
  }

  private final String name;
  private final Type<T> type;
  private final String absent;
  private final Presence presence;
  private final String about;
  private final @Nullable T fallback;
  private final long filter;

  private Key(String name, Type<T> type, String absent, Presence presence, String about) {
    this.name = name;
    this.type = type;
    this.absent = absent;
    this.presence = presence;
    this.about = about;
    this.filter = 1L << name.hashCode();
    this.fallback = presence == Presence.DEFAULT ? type.reading().read(absent) : null;
    if (presence == Presence.DEFAULT && fallback == null) {
      throw new IllegalArgumentException(
          name + ": " + absent + " (expected: " + type.expected() + ")");
    }
  }

  /** A key that has a value in any case; {@code fallback} is the text that would be written. */
  static <T> Key<T> of(String name, Type<T> type, String fallback, String about) {
    return new Key<>(name, type, fallback, Presence.DEFAULT, about);
  }

  /** A key that may be left out; {@code absent} says in words what that means. */
  static <T> Key<T> optional(String name, Type<T> type, String absent, String about) {
    return new Key<>(name, type, absent, Presence.OPTIONAL, about);
  }

  /** A key that must be there. */
  static <T> Key<T> required(String name, Type<T> type, String about) {
    return new Key<>(name, type, "required", Presence.REQUIRED, about);
  }

  /** The name as written in the file. */
  String name() {
    return name;
  }

  Type<T> type() {
    return type;
  }

  /** One bit, for telling quickly that a section has none of some keys; not unique. */
  long filter() {
    return filter;
  }

  /** What it means to leave it out: the default as text, or a few words. */
  String absent() {
    return absent;
  }

  Presence presence() {
    return presence;
  }

  /** A sentence or two for the reference page: what it does, and why so. */
  String about() {
    return about;
  }

  /** The default's value. */
  T fallback() {
    if (fallback == null) {
      throw new IllegalStateException(name + ": has no default");
    }
    return fallback;
  }
}
