/** The daemon: its command line and its rooms. */
@NullMarked
package io.kald.agent;

import org.jspecify.annotations.NullMarked;
