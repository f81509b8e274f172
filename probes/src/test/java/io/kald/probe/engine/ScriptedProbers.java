package io.kald.probe.engine;

import io.kald.probe.PhoneSpec;
import io.kald.probe.ProbeOutcome;
import io.kald.probe.ProbeResult;
import io.kald.probe.ProbeSpec;
import io.kald.probe.Prober;
import io.kald.probe.Reason;
import io.kald.probe.kind.PortListener;
import io.kald.probe.phone.link.PhoneGroup;
import io.kald.probe.phone.link.PhoneSecurity;
import io.kald.probe.time.ManualTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A network of one script for all: '.' answers after 5 ms, 'r' refuses at once, 'x' is silent, '-'
 * could not be sent, '!' is a bug of the prober, '?' one that is there again when it is told to
 * stop, 'L' an answer that took a minute; the last letter repeats.
 */
final class ScriptedProbers implements ProberSource {
  static final long RTT_NANOS = 5_000_000;

  private final ManualTime time;
  private Function<String, Character> script;
  private final Map<String, Script> byTarget = new HashMap<>();
  private int place;
  private @Nullable List<Integer> ports;
  final List<Long> sentNanos = new ArrayList<>();
  final List<String> addresses = new ArrayList<>();
  int open;

  ScriptedProbers(ManualTime time, String script) {
    this.time = time;
    this.script = address -> step(script);
  }

  void script(String next) {
    script(address -> step(next));
  }

  /** By the address that is asked. */
  void script(Function<String, Character> next) {
    script = next;
    place = 0;
  }

  /** Gives a target, as {@link ProbeSpec#target} has it, a script of its own. */
  void script(String target, String next) {
    byTarget.put(target, new Script(next));
  }

  private char step(String steps) {
    return steps.charAt(Math.min(place++, steps.length() - 1));
  }

  /** Lets a probe leave only with a port of these, which it has until it ends. */
  void ports(List<Integer> free) {
    ports = free;
  }

  @Override
  public Prober open(ProbeSpec spec, String address, PortListener ports) {
    open++;
    addresses.add(address);
    return new Scripted(spec.target(), address);
  }

  @Override
  public PhoneGroup openPhone(
      PhoneSpec spec, PhoneSecurity security, PhoneGroup.Listener listener) {
    throw new UnsupportedOperationException("phones have tests of their own");
  }

  @Override
  public void close() {
    open = -1;
  }

  private static final class Script {
    private final String letters;
    private int place;

    Script(String letters) {
      this.letters = letters;
    }

    char next() {
      return letters.charAt(Math.min(place++, letters.length() - 1));
    }
  }

  private final class Scripted implements Prober {
    private final String target;
    private final String address;
    private long due;
    private long sent;
    private int asked;
    private int port;
    private @Nullable List<Integer> portOf;
    private boolean expireFails;
    private @Nullable ResultListener waiting;

    Scripted(String target, String address) {
      this.target = target;
      this.address = address;
    }

    @Override
    public void send(long dueNanos, ResultListener listener) {
      if (waiting != null) {
        throw new IllegalStateException("two probes outstanding");
      }
      expireFails = false;
      due = dueNanos;
      sent = time.nanoTime();
      sentNanos.add(sent);
      if (ports != null && ports.isEmpty()) {
        sentNanos.remove(sentNanos.size() - 1);
        listener.onResult(result(new ProbeOutcome.NotProbed(Reason.NO_SOURCE_PORT, "")));
        return;
      }
      if (ports != null) {
        port = ports.remove(0);
        portOf = ports;
      }
      char now = next();
      switch (now) {
        case 'L' -> answerLater(listener, new ProbeOutcome.Answered(60_000_000_000L)); // seen late
        case '.' -> answerLater(listener, new ProbeOutcome.Answered(RTT_NANOS));
        case 'r' -> listener.onResult(result(new ProbeOutcome.Rejected(Reason.REFUSED, "", 0)));
        case '-' ->
            listener.onResult(result(new ProbeOutcome.NotProbed(Reason.NO_SOURCE_PORT, "")));
        case '!' -> throw new IllegalStateException("a bug");
        case '?' -> {
          expireFails = true;
          throw new IllegalStateException("a bug");
        }
        default -> waiting = listener;
      }
    }

    private char next() {
      Script own = byTarget.get(target);
      return own == null ? script.apply(address) : own.next();
    }

    private void answerLater(ResultListener listener, ProbeOutcome outcome) {
      waiting = listener;
      int question = ++asked;
      time.runAt(
          sent + RTT_NANOS,
          () -> {
            if (waiting != null && question == asked) {
              waiting = null;
              listener.onResult(result(outcome));
            }
          });
    }

    @Override
    public ProbeResult expire(long timeoutNanos) {
      waiting = null;
      if (portOf != null) {
        portOf.add(port);
        portOf = null;
      }
      if (expireFails) {
        throw new IllegalStateException("the bug again");
      }
      return result(new ProbeOutcome.Unanswered(time.nanoTime() - sent));
    }

    @Override
    public void close() {
      waiting = null;
      open--;
    }

    private ProbeResult result(ProbeOutcome outcome) {
      return new ProbeResult(address, 1024, due, sent, time.nanoTime(), outcome);
    }
  }
}
