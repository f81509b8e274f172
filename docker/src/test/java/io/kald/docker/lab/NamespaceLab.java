package io.kald.docker.lab;

import io.kald.agent.Main;
import io.kald.probe.lab.Netns;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** Machines that are network namespaces, with cables to a switch that is one too. */
final class NamespaceLab implements Lab {
  private static final String NETWORK = "10.77.0.";

  // deps
  private final Path dir;
  private final Netns fabric;

  // state
  private final Deque<NamespaceHost> hosts = new ArrayDeque<>();

  /** Its files will be in {@code dir}. */
  NamespaceLab(Path dir) {
    this.dir = dir;
    this.fabric = Netns.create();
    fabric.ip("link add br0 type bridge");
    fabric.ip("link set br0 up");
  }

  @Override
  public String driver() {
    return "namespaces";
  }

  @Override
  public Host host(String name) {
    int number = hosts.size() + 1;
    Netns netns = Netns.create();
    String address = NETWORK + number;
    netns.sysctl("net.ipv4.ip_forward=1");
    netns.sysctl("net.ipv4.conf.all.send_redirects=0");
    netns.sysctl("net.ipv4.conf.default.send_redirects=0");
    netns.sysctl("net.ipv4.conf.all.accept_redirects=0");
    netns.sysctl("net.ipv4.icmp_ratelimit=0");
    netns.ip("link add eth0 type veth peer name port" + number + " netns " + fabric.name());
    netns.ip("addr add " + address + "/24 dev eth0");
    netns.ip("link set eth0 up");
    fabric.ip("link set port" + number + " master br0 up");
    NamespaceHost host = new NamespaceHost(name, Host.directory(dir, name), netns, address);
    hosts.push(host);
    return host;
  }

  @Override
  public void close() {
    hosts.forEach(NamespaceHost::close);
    fabric.close();
  }

  /** One of them. What it starts sees this machine's files, but a hosts file of its own. */
  private static final class NamespaceHost extends Host {
    /** What has gone into a namespace of its own is known by the file with its number. */
    private static final String KILL_STARTED =
        "for file in *.pid; do pid=$(cat $file)"
            + " && [ \"$(readlink /proc/$pid/cwd)\" = \"$PWD\" ] && kill -s KILL -- -$pid; done; true";

    private final Netns netns;
    private final String address;
    private final Path etc;

    NamespaceHost(String name, Path dir, Netns netns, String address) {
      super(name, dir);
      this.netns = netns;
      this.address = address;
      // ip netns exec lays what is here over /etc.
      this.etc = Host.directory(Path.of("/etc/netns"), netns.name());
      try {
        Files.writeString(etc.resolve("hosts"), "127.0.0.1 localhost\n");
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    String address() {
      return address;
    }

    @Override
    void etc(String file, String text) {
      try {
        Files.writeString(etc.resolve(file), text);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    Result ask(String... command) {
      try {
        Process process = builder(List.of(command)).redirectErrorStream(true).start();
        process.getOutputStream().close();
        byte[] output = process.getInputStream().readAllBytes();
        return new Result(process.waitFor(), new String(output, StandardCharsets.UTF_8));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }

    @Override
    void launch(List<String> command) {
      List<String> leader = new ArrayList<>(List.of("setsid"));
      leader.addAll(command);
      try {
        builder(leader)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start()
            .getOutputStream()
            .close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private ProcessBuilder builder(List<String> command) {
      List<String> words = new ArrayList<>(List.of("ip", "netns", "exec", netns.name()));
      words.addAll(command);
      return new ProcessBuilder(words).directory(dir().toFile());
    }

    @Override
    List<String> kald() {
      return List.of(
          Path.of(System.getProperty("java.home"), "bin", "java").toString(),
          "-XX:+UseSerialGC",
          "-XX:TieredStopAtLevel=1",
          "-Xmx256m",
          "-cp",
          System.getProperty("java.class.path"),
          Main.class.getName());
    }

    void close() {
      // What was stopped and not continued ends by this signal as well.
      ask("sh", "-c", "ip netns pids " + netns.name() + " | grep -vx $$ | xargs -r kill -KILL");
      ask("sh", "-c", KILL_STARTED);
      scratched().forEach(path -> ask("rm", "-rf", path));
      netns.close();
      try {
        for (String file : List.of("hosts", "resolv.conf", "nsswitch.conf")) {
          Files.deleteIfExists(etc.resolve(file));
        }
        Files.deleteIfExists(etc);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
