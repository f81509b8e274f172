package io.kald.agent.pcap;

/**
 * Where packets were captured.
 *
 * @param name as the capturing program wrote it, or empty
 * @param linkType a value of {@link LinkTypes}, or another
 * @param snapLength bytes kept of a packet at most; 0 means all
 */
public record CaptureInterface(String name, int linkType, long snapLength) {}
