package io.kald.agent.timers;

import java.util.List;
import java.util.Set;

/**
 * What one box would have made of a capture.
 *
 * @param cuts the first of them
 * @param cutConnections whom they hit, all of them up to a million
 */
public record BoxReport(
    TimerRules rules, TableCounts counts, List<Cut> cuts, Set<ConnectionId> cutConnections) {}
