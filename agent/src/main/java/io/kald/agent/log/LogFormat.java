package io.kald.agent.log;

/** How a log line is written. */
public enum LogFormat {
  /** {@code key=value} pairs, for people and for log collectors. */
  LOGFMT,
  /** One JSON object a line, all of it ASCII. */
  JSON
}
