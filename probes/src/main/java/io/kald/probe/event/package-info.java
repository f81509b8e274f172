/** What the engine reports. May look at the vocabulary and at keepalive. */
@NullMarked
package io.kald.probe.event;

import org.jspecify.annotations.NullMarked;
