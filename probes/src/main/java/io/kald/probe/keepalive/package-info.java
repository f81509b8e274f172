/**
 * What the world is told about a service: the state machine of a CSS keepalive. Pure: results in,\n
 * * transitions out. May look at the vocabulary.
 */
@NullMarked
package io.kald.probe.keepalive;

import org.jspecify.annotations.NullMarked;
