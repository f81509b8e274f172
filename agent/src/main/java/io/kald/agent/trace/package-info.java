/**
 * Reads the traces of call managers: what they logged of each device's KeepAlives, and where that
 * differs from kald's own journal. Lines, records and ledgers are pure; times are those of the
 * traces. May look at the store's journal reader.
 */
@NullMarked
package io.kald.agent.trace;

import org.jspecify.annotations.NullMarked;
