/**
 * The command line: options in, exit code out. Knows what each command is asked, and leaves the
 * daemon itself to whoever implements {@link io.kald.agent.cli.Actions}. May look at the vocabulary
 * of probes and at config and log.
 */
@NullMarked
package io.kald.agent.cli;

import org.jspecify.annotations.NullMarked;
