package io.kald.agent.simulate;

/** Why a device is no longer registered, with the numbers of CUCM's syslog. */
enum UnregisterReason {
  CONNECTIVITY(6, "its connection broke"),
  BY_DEVICE(10, "it said so itself"),
  THROTTLED(12, "it sent too many messages"),
  SILENT(13, "it was silent for three KeepAlive intervals"),
  MOVED(16, "it registered by another connection");

  private final int code;
  private final String words;

  UnregisterReason(int code, String words) {
    this.code = code;
    this.words = words;
  }

  int code() {
    return code;
  }

  String words() {
    return words;
  }
}
