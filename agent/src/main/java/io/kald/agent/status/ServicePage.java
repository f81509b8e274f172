package io.kald.agent.status;

import java.util.List;

/**
 * A page of services, worst first: down, dying, unknown, suspended, alive; by name within each.
 *
 * @param matching how many services the query found in all
 */
public record ServicePage(int matching, List<ServiceView> services) {}
