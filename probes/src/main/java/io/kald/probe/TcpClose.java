package io.kald.probe;

/** How a TCP keepalive leaves an answered connection: {@code keepalive tcp-close} of the CSS. */
public enum TcpClose {
  /** SYN, SYN-ACK, ACK, RST-ACK: the CSS from 7.2 on. Leaves no TIME_WAIT; the server accepts. */
  RST("rst"),
  /**
   * A full close by FIN. The server logs a normal short connection; TIME_WAIT stays here for 60 s.
   */
  FIN("fin"),
  /** SYN, SYN-ACK, RST-ACK: the server's application is never woken. The CSS before 7.2. */
  HALF_OPEN("half-open");

  private final String word;

  TcpClose(String word) {
    this.word = word;
  }

  /** The word used in configuration and on the command line. */
  public String word() {
    return word;
  }
}
