package io.kald.agent.api;

import io.kald.agent.status.StatusBoard;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * What the admin port shows and calls. All of it must stand calls from several threads.
 *
 * @param board what is known now
 * @param metrics the page for Prometheus
 * @param health how kald itself does
 * @param behindNanos how late the schedule is; may take as long to answer as a health check waits
 * @param ready whether the first configuration runs
 * @param reload reads the configuration again; does not wait for it. An exception is a fault of
 *     ours
 * @param config the configuration in force as text, secrets masked
 */
public record ApiParts(
    StatusBoard board,
    Exposition metrics,
    Supplier<OwnHealth> health,
    LongSupplier behindNanos,
    BooleanSupplier ready,
    Supplier<CompletionStage<ReloadReply>> reload,
    Supplier<String> config) {}
