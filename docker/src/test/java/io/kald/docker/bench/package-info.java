/** Mains of the benchmark in {@code docker/bench}. Not tests: they measure nothing themselves. */
@NullMarked
package io.kald.docker.bench;

import org.jspecify.annotations.NullMarked;
