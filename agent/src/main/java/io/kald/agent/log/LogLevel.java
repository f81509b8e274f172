package io.kald.agent.log;

/** How much is logged. */
public enum LogLevel {
  ERROR,
  WARN,
  INFO,
  /** Everything of kald; libraries stay quiet. */
  DEBUG,
  /** Everything of kald, and the libraries' debugging too. */
  TRACE
}
