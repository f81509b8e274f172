/**
 * The vocabulary: what a keepalive is, what is asked, and what can come of it. Looks at nothing
 * else.
 */
@NullMarked
package io.kald.probe;

import org.jspecify.annotations.NullMarked;
