package io.kald.probe.net;

import io.kald.probe.address.IpText;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A numeric address and port as libc wants them: {@code sockaddr_in {u16 family @0; be16 port @2;
 * addr @4}} or {@code sockaddr_in6 {u16 family @0; be16 port @2; u32 flow @4; addr @8; u32
 * scope @24}}. Never asks a resolver. Confined to one thread.
 */
public final class SockAddr {
  /** Room for either family. */
  public static final int MAX_BYTES = 28;

  /** Bytes of an IPv4 {@code sockaddr_in}; only the first eight hold anything. */
  public static final int IN_BYTES = 16;

  private final OffHeap memory;
  private final int family;
  private final @Nullable Zone zone;

  private SockAddr(byte[] address, @Nullable Zone zone, int scope) {
    this.zone = zone;
    family = address.length == 4 ? Libc.AF_INET : Libc.AF_INET6;
    memory = OffHeap.of(MAX_BYTES);
    ByteBuffer out = memory.buffer();
    out.putShort(0, (short) family);
    out.put(addressOffset(), address);
    if (family == Libc.AF_INET6) {
      out.putInt(24, scope);
    }
  }

  /**
   * Reads {@code 192.0.2.1}, {@code 2001:db8::1} or {@code fe80::1%eth0}.
   *
   * @param port 0 to 65535
   * @return null when the text is no numeric address
   */
  public static @Nullable SockAddr parse(String text, int port) {
    byte[] address = IpText.bytes(text);
    if (address == null) {
      return null;
    }
    Zone zone = Zone.of(text);
    SockAddr parsed = new SockAddr(address, zone, zone == null ? number(text) : zone.index());
    parsed.port(port);
    return parsed;
  }

  /** The address and port somebody else wrote, as {@code 192.0.2.1} or {@code 2001:db8::1}. */
  public static String addressIn(ByteBuffer in, int offset) {
    boolean four = in.getShort(offset) == Libc.AF_INET;
    byte[] bytes = new byte[four ? 4 : 16];
    in.get(offset + (four ? 4 : 8), bytes);
    return IpText.of(bytes);
  }

  /** The port in a sockaddr of either family. */
  public static int portIn(ByteBuffer in, int offset) {
    return ((in.get(offset + 2) & 0xff) << 8) | (in.get(offset + 3) & 0xff);
  }

  /** The interface's number in an IPv6 address, else 0. */
  public int scope() {
    return family == Libc.AF_INET6 ? memory.buffer().getInt(24) : 0;
  }

  /** Takes the index that the interface of its zone has now. */
  SockAddr renewed() {
    if (zone != null && family == Libc.AF_INET6) {
      memory.buffer().putInt(24, zone.index());
    }
    return this;
  }

  private static int number(String text) {
    String zone = text.substring(text.indexOf('%') + 1);
    boolean number = zone.chars().allMatch(Character::isDigit) && zone.length() < 10;
    return number && !zone.isEmpty() ? Integer.parseInt(zone) : 0;
  }

  /** {@link Libc#AF_INET} or {@link Libc#AF_INET6}. */
  public int family() {
    return family;
  }

  /** Where the structure starts. */
  public long address() {
    return memory.address();
  }

  /** How long the structure is for libc. */
  public int length() {
    return family == Libc.AF_INET ? IN_BYTES : MAX_BYTES;
  }

  /** The structure itself. */
  public ByteBuffer buffer() {
    return memory.buffer();
  }

  /** Changes the port, 0 to 65535. */
  public void port(int port) {
    memory.buffer().put(2, (byte) (port >> 8)).put(3, (byte) port);
  }

  /** The port. */
  public int port() {
    return portIn(memory.buffer(), 0);
  }

  /** Whether a sockaddr of the kernel's holds the same address, whatever its port. */
  public boolean sameAddress(ByteBuffer in, int offset) {
    if (in.getShort(offset) != family) {
      return false;
    }
    byte[] mine = new byte[family == Libc.AF_INET ? 4 : 16];
    byte[] other = new byte[mine.length];
    memory.buffer().get(addressOffset(), mine);
    in.get(offset + addressOffset(), other);
    return Arrays.equals(mine, other);
  }

  private int addressOffset() {
    return family == Libc.AF_INET ? 4 : 8;
  }

  @Override
  public String toString() {
    return addressIn(memory.buffer(), 0);
  }
}
