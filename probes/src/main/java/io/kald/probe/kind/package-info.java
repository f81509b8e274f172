/**
 * What a kind of probe is: one object that knows its keys, reads and writes its specs, and makes
 * its probers. Adding a kind is a package and a line in {@code
 * META-INF/services/io.kald.probe.kind.ProbeKind}. Pure but for {@link
 * io.kald.probe.kind.ProbeLoop}.
 */
@NullMarked
package io.kald.probe.kind;

import org.jspecify.annotations.NullMarked;
