package io.kald.agent.trace;

import java.util.Map;

/** Why a call manager unregistered a device, by the numbers of its DeviceUnregistered alarm. */
final class Reasons {
  private static final Map<Integer, String> WORDS =
      Map.ofEntries(
          Map.entry(1, "unknown"),
          Map.entry(6, "its connection broke"),
          Map.entry(8, "the device started again"),
          Map.entry(9, "the call manager had it reset"),
          Map.entry(10, "the device said so itself"),
          Map.entry(12, "it sent too many messages"),
          Map.entry(13, "no KeepAlive came in time"),
          Map.entry(16, "it registered a second time"));

  private Reasons() {}

  static String words(int reason) {
    return WORDS.getOrDefault(reason, "reason") + " (" + reason + ")";
  }
}
