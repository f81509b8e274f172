package io.kald.sccp;

import io.netty.buffer.ByteBuf;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Call manager to station: the call managers of its group, first choice first. The layout is three
 * arrays of five: names, ports, addresses.
 *
 * @param servers exactly five; places not in use hold {@link Server#NONE}
 * @param typed whether addresses have the form of protocol 17 and later, the only one for IPv6
 */
public record ServerRes(List<Server> servers, boolean typed) implements SccpMessage {
  public static final MessageId ID = MessageId.of(0x009e);

  private static final int SERVERS = 5;
  private static final int NAME_WIDTH = 48;
  // Wireshark's boundary: a length over 292 is the typed form.
  private static final int SHORT_LENGTH = 288;

  /** Checks and copies the list. */
  public ServerRes {
    servers = List.copyOf(servers);
    if (servers.size() != SERVERS) {
      throw new IllegalArgumentException(
          "servers: " + servers.size() + " (expected: " + SERVERS + ")");
    }
    if (!typed && !servers.stream().allMatch(server -> server.address.isIpv4())) {
      throw new IllegalArgumentException("servers: IPv6 (expected: typed addresses)");
    }
  }

  /**
   * One call manager.
   *
   * @param name at most 48 characters
   * @param port usually 2000
   */
  public record Server(String name, int port, IpAddress address) {
    /** A place not in use. */
    public static final Server NONE = new Server("", 0, IpAddress.ANY);

    /** Checks the name. */
    public Server {
      Layout.checkText("name", name, NAME_WIDTH);
    }
  }

  static ServerRes read(Body in) {
    boolean typed = in.remaining() > SHORT_LENGTH;
    var names = IntStream.range(0, SERVERS).mapToObj(i -> in.text(NAME_WIDTH)).toList(); // 0
    var ports = IntStream.range(0, SERVERS).map(i -> in.int32(0)).toArray(); // 240
    var servers =
        IntStream.range(0, SERVERS)
            .mapToObj(i -> new Server(names.get(i), ports[i], address(in, typed))) // 260
            .toList();
    return new ServerRes(servers, typed);
  }

  private static IpAddress address(Body in, boolean typed) {
    return typed ? IpAddress.readTyped(in) : IpAddress.readIpv4(in);
  }

  @Override
  public void writeBody(ByteBuf out) {
    servers.forEach(server -> Layout.text(out, server.name, NAME_WIDTH));
    servers.forEach(server -> out.writeIntLE(server.port));
    for (Server server : servers) {
      if (typed) {
        server.address.writeTyped(out);
      } else {
        server.address.writeIpv4(out);
      }
    }
  }

  @Override
  public MessageId id() {
    return ID;
  }

  @Override
  public void accept(SccpVisitor visitor) {
    visitor.on(this);
  }
}
