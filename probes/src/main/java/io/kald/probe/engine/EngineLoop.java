package io.kald.probe.engine;

import java.util.concurrent.Executor;

/**
 * A loop and what lives on it.
 *
 * @param executor runs tasks on the loop's thread, in the order given
 * @param core touched by tasks of that executor only
 */
record EngineLoop(Executor executor, LoopCore core) {}
