/**
 * The admin port: page, metrics, health, reload and JSON. May look at {@code status} and {@code
 * bus}; everything else is handed to it.
 */
@NullMarked
package io.kald.agent.api;

import org.jspecify.annotations.NullMarked;
