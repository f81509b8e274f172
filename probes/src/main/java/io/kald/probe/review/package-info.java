/**
 * A second opinion on failures, given before they move a state. The engine knows only this; who
 * gives the opinion knows only this of the engine.
 */
@NullMarked
package io.kald.probe.review;

import org.jspecify.annotations.NullMarked;
