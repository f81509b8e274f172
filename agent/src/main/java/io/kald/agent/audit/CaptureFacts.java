package io.kald.agent.audit;

/**
 * What is known of the capture itself.
 *
 * @param name what the user called it
 * @param packets packets read
 * @param dropped packets the capturing program says it lost, or 0
 * @param damage what is wrong with the file, or empty
 * @param firstNanos date of the first packet, nanoseconds since 1970
 * @param lastNanos date of the last packet
 */
public record CaptureFacts(
    String name, long packets, long dropped, String damage, long firstNanos, long lastNanos) {}
