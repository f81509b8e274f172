package io.kald.agent.http;

/** What a request does, for the gate that decides who may. */
public enum Access {
  /** Reads what anybody may know: that the process is healthy. */
  OPEN,
  /** Reads. */
  READ,
  /** Changes what the process does. */
  CHANGE
}
