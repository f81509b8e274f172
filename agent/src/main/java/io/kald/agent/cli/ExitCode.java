package io.kald.agent.cli;

/** What every kald command tells its caller. The one place where exit codes are defined. */
public enum ExitCode {
  YES(0, "Yes: answered, valid, ended as asked."),
  NO(1, "No: a probe failed, a configuration is invalid."),
  USAGE(2, "Wrong usage, or input that cannot be read."),
  FAULT(3, "kald itself failed, may not do what was asked, or could not write its report."),
  /** What a shell reports of a program that was ended by SIGPIPE, which Java ignores. */
  READER_GONE(141, "Whoever read the output closed it, as SIGPIPE ends other programs.");

  private final int code;
  private final String meaning;

  ExitCode(int code, String meaning) {
    this.code = code;
    this.meaning = meaning;
  }

  /** The number the process exits with. */
  public int code() {
    return code;
  }

  /** What it means, as help texts say it. */
  String meaning() {
    return meaning;
  }
}
