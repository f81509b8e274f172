/**
 * Holds TCP connections idle for growing times and finds after which one something on the path, or
 * the server, no longer carries them. Search and texts are pure; one loop owns the connections.
 */
@NullMarked
package io.kald.agent.idle;

import org.jspecify.annotations.NullMarked;
