package io.kald.probe.host;

import io.kald.probe.net.Libc;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * How one probe left.
 *
 * @param path where it went
 * @param source the own address it was sent from, numeric, or null: the kernel's choice, which is
 *     not known
 * @param sourcePort its source port, or 0
 * @param last which address the target answered last
 * @param isOwn whether a numeric address is this machine's now
 * @param sentNanos when it was sent, monotonic
 */
public record Departure(
    EgressPath path,
    @Nullable String source,
    int sourcePort,
    LastAnswer last,
    Predicate<String> isOwn,
    long sentNanos) {
  boolean v4() {
    return path.family() == Libc.AF_INET;
  }
}
