/**
 * Says from the output of {@code ping}, or from kald's journal, whether Normal or Delayed failure
 * detection suits a path, and explains what either costs. Pure but for the reading of the files.
 * May look at the vocabulary of probes, at the detection of phones and at the journal.
 */
@NullMarked
package io.kald.agent.advise;

import org.jspecify.annotations.NullMarked;
