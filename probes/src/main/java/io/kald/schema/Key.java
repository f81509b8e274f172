package io.kald.schema;

import org.jspecify.annotations.Nullable;

/**
 * One key of a section: the only place that knows its name, type, range and default. Two keys are
 * equal when they are the same object, for sections share them.
 */
public final class Key<T> {
  /** Whether a key may be left out, and what it is then. */
  public enum Presence {
    /** It has a value in any case. */
    DEFAULT,
    /** It may be left out, and has no value then. */
    OPTIONAL,
    /** It must be there. */
    REQUIRED
  }

  private final String name;
  private final String shortName;
  private final Type<T> type;
  private final String absent;
  private final Presence presence;
  private final String about;
  private final @Nullable T fallback;
  private final long filter;

  private Key(
      String name, String shortName, Type<T> type, String absent, Presence presence, String about) {
    this.name = name;
    this.shortName = shortName;
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
  public static <T> Key<T> of(String name, Type<T> type, String fallback, String about) {
    return new Key<>(name, name, type, fallback, Presence.DEFAULT, about);
  }

  /** A key that may be left out; {@code absent} says in words what that means. */
  public static <T> Key<T> optional(String name, Type<T> type, String absent, String about) {
    return new Key<>(name, name, type, absent, Presence.OPTIONAL, about);
  }

  /** A key that must be there. */
  public static <T> Key<T> required(String name, Type<T> type, String about) {
    return new Key<>(name, name, type, "required", Presence.REQUIRED, about);
  }

  /**
   * The same key, which has another name in the section of its kind of probe: {@code tcp-close} is
   * {@code close} in {@code tcp}.
   */
  public Key<T> inSection(String own) {
    return new Key<>(name, own, type, absent, presence, about);
  }

  /** Its name in the section of its kind of probe; elsewhere {@link #name}. */
  public String shortName() {
    return shortName;
  }

  /** The name as written in the file. */
  public String name() {
    return name;
  }

  /** How its value is read and written. */
  public Type<T> type() {
    return type;
  }

  /** One bit, for telling quickly that a section has none of some keys; not unique. */
  public long filter() {
    return filter;
  }

  /** What it means to leave it out: the default as text, or a few words. */
  public String absent() {
    return absent;
  }

  /** Whether it may be left out. */
  public Presence presence() {
    return presence;
  }

  /** A sentence or two for the reference page: what it does, and why so. */
  public String about() {
    return about;
  }

  /** The default's value. */
  public T fallback() {
    if (fallback == null) {
      throw new IllegalStateException(name + ": has no default");
    }
    return fallback;
  }
}
