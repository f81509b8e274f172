/**
 * The composition root: the only room that may wire all others, start threads and hold the process
 * together.
 */
@NullMarked
package io.kald.agent.daemon;

import org.jspecify.annotations.NullMarked;
