/**
 * What is known now, for the page, the terminal and the API: a sink that keeps it and immutable
 * views of it. May look at {@code bus} and the vocabulary of probes.
 */
@NullMarked
package io.kald.agent.status;

import org.jspecify.annotations.NullMarked;
