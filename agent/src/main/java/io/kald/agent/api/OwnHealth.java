package io.kald.agent.api;

/**
 * How kald itself does: shown beside the targets, so that nobody takes our faults for theirs.
 *
 * @param version what is running
 * @param transport how probes are sent
 * @param eventsDropped events a slow sink did not get
 * @param faults faults of our own
 * @param journalLinesLost lines the journal could not write
 * @param configurationTaken whether the configuration read last was taken
 */
public record OwnHealth(
    String version,
    String transport,
    long eventsDropped,
    long faults,
    long journalLinesLost,
    boolean configurationTaken) {}
