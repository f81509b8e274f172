package io.kald.probe.net;

import io.kald.probe.LocalFailure;
import io.kald.probe.Reason;
import java.util.Map;

/** Error numbers of Linux on x86_64 and aarch64: names, texts, and what they mean for a probe. */
public final class Errno {
  public static final int EPERM = 1;
  public static final int EINTR = 4;
  public static final int EAGAIN = 11;
  public static final int ENOMEM = 12;
  public static final int EACCES = 13;
  public static final int ENODEV = 19;
  public static final int EINVAL = 22;
  public static final int ENFILE = 23;
  public static final int EMFILE = 24;
  public static final int EPIPE = 32;
  public static final int ENOPROTOOPT = 92;
  public static final int EPROTONOSUPPORT = 93;
  public static final int EOPNOTSUPP = 95;
  public static final int EAFNOSUPPORT = 97;
  public static final int EADDRINUSE = 98;
  public static final int EADDRNOTAVAIL = 99;
  public static final int ENETDOWN = 100;
  public static final int ENETUNREACH = 101;
  public static final int ECONNABORTED = 103;
  public static final int ECONNRESET = 104;
  public static final int ENOBUFS = 105;
  public static final int ETIMEDOUT = 110;
  public static final int ECONNREFUSED = 111;
  public static final int EHOSTUNREACH = 113;
  public static final int EINPROGRESS = 115;

  private static final Map<Integer, String> TEXTS =
      Map.ofEntries(
          Map.entry(EPERM, "EPERM (operation not permitted)"),
          Map.entry(EINTR, "EINTR (interrupted)"),
          Map.entry(EAGAIN, "EAGAIN (temporarily unavailable)"),
          Map.entry(ENOMEM, "ENOMEM (out of memory)"),
          Map.entry(EACCES, "EACCES (permission denied)"),
          Map.entry(ENODEV, "ENODEV (no such device)"),
          Map.entry(EINVAL, "EINVAL (invalid argument)"),
          Map.entry(ENFILE, "ENFILE (too many open files in the system)"),
          Map.entry(EMFILE, "EMFILE (too many open files)"),
          Map.entry(EPIPE, "EPIPE (broken pipe)"),
          Map.entry(ENOPROTOOPT, "ENOPROTOOPT (protocol not available)"),
          Map.entry(EPROTONOSUPPORT, "EPROTONOSUPPORT (protocol not supported)"),
          Map.entry(EAFNOSUPPORT, "EAFNOSUPPORT (address family not supported)"),
          Map.entry(EADDRINUSE, "EADDRINUSE (address already in use)"),
          Map.entry(EADDRNOTAVAIL, "EADDRNOTAVAIL (cannot assign requested address)"),
          Map.entry(ENETDOWN, "ENETDOWN (network is down)"),
          Map.entry(ENETUNREACH, "ENETUNREACH (network is unreachable)"),
          Map.entry(ECONNABORTED, "ECONNABORTED (connection aborted)"),
          Map.entry(ECONNRESET, "ECONNRESET (connection reset by peer)"),
          Map.entry(ENOBUFS, "ENOBUFS (no buffer space)"),
          Map.entry(ETIMEDOUT, "ETIMEDOUT (timed out)"),
          Map.entry(ECONNREFUSED, "ECONNREFUSED (connection refused)"),
          Map.entry(EHOSTUNREACH, "EHOSTUNREACH (no route to host)"),
          Map.entry(EINPROGRESS, "EINPROGRESS (in progress)"));

  private Errno() {}

  /** Name and text of the number: {@code EMFILE (too many open files)}. */
  public static String text(int errno) {
    return TEXTS.getOrDefault(errno, "errno " + errno);
  }

  /** What a failed call on this machine means, whichever call it was. */
  public static Reason localReason(int errno) {
    return switch (errno) {
      case EMFILE, ENFILE -> Reason.NO_DESCRIPTOR;
      case EPERM, EACCES -> Reason.NOT_PERMITTED;
      case ENETUNREACH, ENETDOWN, EHOSTUNREACH -> Reason.NO_ROUTE;
      case ENOBUFS, ENOMEM, EAGAIN -> Reason.NO_BUFFER;
      case ENODEV -> Reason.NO_DEVICE;
      case EADDRINUSE -> Reason.NO_SOURCE_PORT;
      default -> Reason.FAULT;
    };
  }

  /** A failed {@code bind}: an address that is not there is the source's. */
  public static LocalFailure atBind(int errno, String what) {
    Reason reason =
        errno == EADDRNOTAVAIL ? Reason.SOURCE_ADDRESS_MISSING : Errno.localReason(errno);
    return new LocalFailure(reason, "bind " + what + ": " + text(errno));
  }

  /**
   * A {@code connect} or {@code send} that failed at once: EADDRNOTAVAIL there means that every
   * port of the kernel's range is taken for this target, EINVAL that the route is a black hole.
   */
  public static LocalFailure atConnect(int errno, String what) {
    Reason reason =
        switch (errno) {
          case EADDRNOTAVAIL -> Reason.NO_SOURCE_PORT;
          case EINVAL -> Reason.NO_ROUTE;
          default -> Errno.localReason(errno);
        };
    return new LocalFailure(reason, "connect " + what + ": " + text(errno));
  }

  /** Any other call that failed. */
  public static LocalFailure at(String call, int errno) {
    return new LocalFailure(localReason(errno), call + ": " + text(errno));
  }
}
