package io.kald.agent.example;

import io.kald.probe.Egress;
import io.kald.probe.Family;
import io.kald.probe.ProbeSpec;
import io.kald.probe.Wire;

/** A server that greets with a word. */
record ExampleSpec(String host, int port, String greeting, Family family, Egress egress)
    implements ProbeSpec {
  static final String KIND = "example";

  @Override
  public String kind() {
    return KIND;
  }

  @Override
  public String target() {
    return host + ":" + port;
  }

  @Override
  public Wire wire() {
    return Wire.tcp(port);
  }
}
