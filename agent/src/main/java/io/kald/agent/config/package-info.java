/**
 * The configuration file: read once, every mistake named with its place, then immutable.
 *
 * <p>A section's table of {@code Keys} is the only place that knows a key's name, type, default and
 * range; the readers, the reference page, the JSON Schema and their tests all use it. To add a key:
 * one line in the table, one in the reader, one in the effective text, and {@code mvn test
 * -Dkald.write}, which writes the schema and the page anew; the tests say what else is missing.
 * Looks at the vocabulary of probes, asks the room of phones what is in TLS files, and knows
 * nothing of the daemon.
 */
@NullMarked
package io.kald.agent.config;

import org.jspecify.annotations.NullMarked;
