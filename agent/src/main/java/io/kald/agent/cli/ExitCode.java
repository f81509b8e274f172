package io.kald.agent.cli;

/** What every kald command tells its caller. The one place where exit codes are defined. */
public enum ExitCode {
  /** Yes: answered, valid, ended as asked. */
  YES(0),
  /** No: a probe failed, a configuration is invalid. */
  NO(1),
  /** The question could not be understood: wrong usage, unreadable input. */
  USAGE(2),
  /** kald itself failed, or is not allowed to do what was asked. */
  FAULT(3);

  private final int code;

  ExitCode(int code) {
    this.code = code;
  }

  /** The number the process exits with. */
  public int code() {
    return code;
  }
}
