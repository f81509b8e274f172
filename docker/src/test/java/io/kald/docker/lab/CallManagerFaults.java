package io.kald.docker.lab;

import io.kald.docker.lab.CallManagerFails.Form;
import java.util.List;

/** Scenarios in which phones lose their call managers. */
final class CallManagerFaults {
  static final List<Scenario> ALL =
      List.of(
          new CallManagerFails(Form.HANG),
          new CallManagerFails(Form.KILL),
          new CallManagerFails(Form.BREAK),
          new NodesLost(),
          new TokensRefused(),
          new RegisteredTwice(),
          new CertificateRefused(true),
          new CertificateRefused(false));

  /** In the place of a call manager there is something else. */
  static final List<Scenario> HOSTILE = List.of(new NodeFloods(), new NodeFlaps());

  private CallManagerFaults() {}
}
