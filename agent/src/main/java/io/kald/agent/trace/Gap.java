package io.kald.agent.trace;

/**
 * KeepAlives that did not come.
 *
 * @param fromMillis when something came last
 * @param toMillis when something came again, or when the traces end
 * @param missed how many should have come in between
 * @param standby whether it was on a backup link
 * @param open whether nothing came again
 */
record Gap(long fromMillis, long toMillis, long missed, boolean standby, boolean open) {}
