/**
 * What the probers share below the JDK: event loops, libc calls, socket addresses and options,
 * descriptor limits. Looks at the vocabulary, at time and at Netty; knows no prober.
 */
@NullMarked
package io.kald.probe.net;

import org.jspecify.annotations.NullMarked;
