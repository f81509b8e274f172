/**
 * Says from the output of {@code ping} whether Normal or Delayed failure detection suits a path,
 * and explains what either costs. Pure but for the reading of the file. May look at the vocabulary
 * of probes and at the detection of phones.
 */
@NullMarked
package io.kald.agent.advise;

import org.jspecify.annotations.NullMarked;
