/**
 * Keeps the wanted keepalives running: schedule, prober and machine of each, confined to one loop.
 * The only room of this module that sees all others.
 */
@NullMarked
package io.kald.probe.engine;

import org.jspecify.annotations.NullMarked;
