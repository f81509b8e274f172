package io.kald.agent.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kald.agent.simulate.CucmOptions.Rules;
import io.kald.probe.net.Loops;
import io.kald.sccp.KeepAlive;
import io.kald.sccp.KeepAliveAck;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;

/** A node where Linux's own transport is not there. */
final class NioNodeTest {
  @Test
  void shouldWorkAndSayWhatItCannot() throws Exception {
    Loops loops = Loops.start("nio-test", 1, false);
    Cluster cluster = new Cluster(Rules.DEFAULT, null, null, CucmListener.NONE);
    NodeServer node = new NodeServer(1, "cucm1", cluster, loops);
    try (NodeFaults faults = new NodeFaults(node, loops)) {
      faults.listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      cluster.add(node);
      ScriptedPhone phone = ScriptedPhone.connect(node.address());
      phone.register("SEP001122334455");

      assertThatThrownBy(() -> faults.change(Fault.DROP))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageStartingWith("drop cannot be done here: ")
          .hasMessageContaining("native transport");
      assertThat(node.fault()).isEqualTo(Fault.NONE);
      phone.send(KeepAlive.INSTANCE);
      phone.expect(KeepAliveAck.class);

      faults.change(Fault.KILL);
      assertThat(phone.end()).isEqualTo("rst");
      phone.close();
    }
  }
}
