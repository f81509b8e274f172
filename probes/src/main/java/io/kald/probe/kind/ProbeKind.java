package io.kald.probe.kind;

import io.kald.probe.FactKey;
import io.kald.probe.ProbeSpec;
import io.kald.schema.Key;
import io.kald.schema.KeyValues;
import io.kald.schema.Keys;
import io.kald.schema.Row;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A kind of probe: everything that is different from one kind to the next. Configuration, command
 * line, reference, engine and {@code kald probe} ask {@link Kinds} for all of them. Stateless; any
 * thread.
 *
 * @param <S> what is asked of a target
 */
public interface ProbeKind<S extends ProbeSpec> {
  /** The one spelling: {@code type:} in a file, journal, metric label, {@code kald probe}. */
  String name();

  /** What is asked, after an article: {@code a TCP handshake}. */
  String about();

  /** What {@code kald probe} does with it, a sentence that names {@code HOST}. */
  String command();

  /** Its keys, in the order of the reference. */
  List<Row<S, ?>> rows();

  /**
   * Whether its keys stand among those of a service as well, by their full names. For the kinds of
   * the CSS only: other kinds have their section.
   */
  default boolean flat() {
    return false;
  }

  /**
   * What {@code values} ask of a target. Mistakes and doubts are noted there; what is returned then
   * is some valid spec.
   */
  S read(KeyValues values, Target target);

  /** Its probers on one loop; called on that loop. */
  Probers<S> open(ProbeLoop loop);

  /** What its results can report besides their outcome. */
  default List<FactKey> facts() {
    return List.of();
  }

  /** The key that {@code HOST:PORT} gives on the command line, or null: a target has no port. */
  default @Nullable Key<Integer> port() {
    return null;
  }

  /** The key that makes {@link ProbeSpec#mostNanos} short, or null: the kind itself. */
  default @Nullable Key<?> limiting() {
    return null;
  }

  /** How it asks, for the first line of {@code kald probe}: {@code , closing by rst}, or empty. */
  default String how(S spec) {
    return "";
  }

  /** Whether it needs the epoll transport of Linux. */
  default boolean needsEpoll() {
    return false;
  }

  /** Why this process cannot probe so, and how to allow it; empty when it can. Any thread. */
  default Optional<String> problem() {
    return Optional.empty();
  }

  /** The section of its name, with its keys. */
  default Keys keys() {
    return Keys.inside(
        name(),
        "What `type: " + name() + "` asks: " + about() + ".",
        rows().stream().<Key<?>>map(Row::key).toList());
  }
}
