package io.kald.docker.lab;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.Device;
import com.github.dockerjava.api.model.Frame;
import com.github.dockerjava.api.model.HostConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.Container;
import org.testcontainers.containers.ExecConfig;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.utility.DockerImageName;

/**
 * Machines that are containers of one image, on a network without a way out. It is not what Docker
 * calls internal: such a network drops packets between its own containers whose addresses are not
 * of its subnet, and rows give machines other addresses, and routes to them.
 */
final class ContainerLab implements Lab {
  private static final AtomicInteger NUMBERS = new AtomicInteger();
  private static final Map<String, String> NO_WAY_OUT =
      Map.of("com.docker.network.bridge.enable_ip_masquerade", "false");
  private static final String IMAGE = System.getProperty("kald.lab.image", "kald-lab:latest");

  // deps
  private final Path dir;
  private final String name;
  private final Network network;

  // state
  private final Deque<ContainerHost> hosts = new ArrayDeque<>();

  /** Its files will be in {@code dir}. */
  ContainerLab(Path dir) {
    this.dir = dir;
    this.name = "kald-lab-" + ProcessHandle.current().pid() + "-" + NUMBERS.incrementAndGet();
    this.network =
        Network.builder()
            .createNetworkCmdModifier(create -> create.withName(name).withOptions(NO_WAY_OUT))
            .build();
  }

  /** Why it cannot be, in a user's words; empty when it can. */
  static String missing() {
    if (!DockerClientFactory.instance().isDockerAvailable()) {
      return "there is no Docker engine";
    }
    try {
      DockerClientFactory.lazyClient().inspectImageCmd(IMAGE).exec();
      return "";
    } catch (NotFoundException e) {
      return "the Docker engine has no image " + IMAGE;
    }
  }

  @Override
  public String driver() {
    return "containers";
  }

  @Override
  public Host host(String host) {
    Path shared = Host.directory(dir, host);
    GenericContainer<?> container =
        new GenericContainer<>(DockerImageName.parse(IMAGE))
            .withImagePullPolicy(image -> false)
            .withNetwork(network)
            .withNetworkAliases(host)
            .withCreateContainerCmdModifier(
                create -> {
                  HostConfig config = Objects.requireNonNull(create.getHostConfig());
                  allow(config, shared);
                  create
                      .withName(name + "-" + host)
                      .withHostName(host)
                      .withUser("root")
                      .withEntrypoint("sleep", "infinity")
                      .withCmd();
                });
    container.start();
    ContainerHost made = new ContainerHost(host, shared, container);
    made.run("ip", "route", "del", "default");
    hosts.push(made);
    return made;
  }

  /** What a machine of the lab may do and a container usually may not. */
  private static void allow(HostConfig config, Path shared) {
    config
        .withInit(true)
        .withBinds(Bind.parse(shared + ":" + shared))
        .withCapAdd(
            Capability.NET_ADMIN, Capability.NET_RAW, Capability.SYS_ADMIN, Capability.SYS_NICE)
        .withDevices(Device.parse("/dev/net/tun"))
        .withSysctls(
            Map.of(
                "net.ipv4.ip_forward", "1",
                "net.ipv4.icmp_ratelimit", "0",
                "net.ipv4.conf.all.accept_redirects", "0",
                "net.ipv4.conf.all.send_redirects", "0",
                "net.ipv4.conf.default.send_redirects", "0"));
  }

  @Override
  public void close() {
    hosts.forEach(ContainerHost::close);
    network.close();
  }

  /** One of them. */
  private static final class ContainerHost extends Host {
    private final GenericContainer<?> container;

    ContainerHost(String name, Path dir, GenericContainer<?> container) {
      super(name, dir);
      this.container = container;
    }

    @Override
    String address() {
      return container.getContainerInfo().getNetworkSettings().getNetworks().values().stream()
          .findFirst()
          .orElseThrow()
          .getIpAddress();
    }

    @Override
    void etc(String file, String text) {
      run("cp", write("etc-" + file, text), "/etc/" + file);
    }

    @Override
    Result ask(String... command) {
      try {
        ExecConfig here = ExecConfig.builder().workDir(dir().toString()).command(command).build();
        Container.ExecResult result = container.execInContainer(here);
        return new Result(result.getExitCode(), result.getStdout() + result.getStderr());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }

    /** The engine makes what it starts the leader of a session, and so of a group. */
    @Override
    void launch(List<String> command) {
      DockerClient docker = container.getDockerClient();
      String id =
          docker
              .execCreateCmd(container.getContainerId())
              .withWorkingDir(dir().toString())
              .withCmd(command.toArray(String[]::new))
              .exec()
              .getId();
      try {
        docker
            .execStartCmd(id)
            .withDetach(true)
            .exec(new ResultCallback.Adapter<Frame>())
            .awaitCompletion();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }

    @Override
    List<String> kald() {
      return List.of("kald");
    }

    void close() {
      // Files that the container's root has written are removed by whoever runs the test.
      ask("chmod", "-R", "a+rwX", dir().toString());
      container.stop();
    }
  }
}
