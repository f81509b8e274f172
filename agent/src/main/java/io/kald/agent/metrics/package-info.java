/**
 * What Prometheus scrapes: a sink that counts, and the page that tells. May look at {@code bus} and
 * the vocabulary of probes.
 */
@NullMarked
package io.kald.agent.metrics;

import org.jspecify.annotations.NullMarked;
