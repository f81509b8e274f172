package io.kald.probe;

/**
 * A server a phone may register with.
 *
 * @param name what people call it; unique within its group
 * @param host name or numeric address
 * @param port 1 to 65535; 2000 without and 2443 with TLS, as a rule
 */
public record PhoneNode(String name, String host, int port) {
  /** The node as a reader would type it: {@code host:port}. */
  public String target() {
    return host.indexOf(':') >= 0 ? "[" + host + "]:" + port : host + ":" + port;
  }
}
